/** A word of `shutdown-on-sigterm`; none given is `default`. */
export type ShutdownFlag = 'save' | 'nosave' | 'now' | 'force';

/** The process itself: where it runs, what it is called, how it ends. */
export class ProcessSettings {
  daemonize = false;
  /** Empty: none, except that a daemon writes /var/run/redis.pid as Redis does. */
  pidfile = '';
  setProcTitle = true;
  procTitleTemplate = '{title} {listen-addr} {server-mode}';
  supervised: 'no' | 'auto' | 'systemd' | 'upstart' = 'no';
  shutdownTimeoutSeconds = 10;
  shutdownOnSigint: readonly ShutdownFlag[] = [];
  shutdownOnSigterm: readonly ShutdownFlag[] = [];
  oomScoreAdj: 'no' | 'yes' | 'relative' | 'absolute' = 'no';
  oomScoreAdjValues: readonly [number, number, number] = [0, 200, 800];
  disableThp = true;
  /** The file given at start, which CONFIG REWRITE writes; empty: none. */
  configFile = '';
}
