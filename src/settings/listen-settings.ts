/** What a listener lets those do who come through it. */
export interface ListenerPolicy {
  /** The names, one character per byte, of who may be logged in there; undefined: everybody. */
  readonly users: ReadonlySet<string> | undefined;
  /** Whether administrative commands may come through it. */
  readonly admin: boolean;
}

/** A line of `listen`: one more listener, with a policy of its own. */
export interface ExtraListener {
  readonly kind: 'tcp' | 'tls' | 'unix';
  /** Without brackets; the path of a Unix socket. */
  readonly address: string;
  /** 0 for a Unix socket. */
  readonly port: number;
  /** Permission bits of a Unix socket; 0: as `unixsocketperm` says. */
  readonly mode: number;
  readonly policy: ListenerPolicy;
}

/** Where the server listens. */
export class ListenSettings {
  /** As written: `*` is every IPv4 address, `-` in front means that it may be missing. Empty: no TCP listener. */
  bind: readonly string[] = ['*', '-::*'];
  /** 0: no plain TCP listener. */
  port = 6379;
  /** 0: no TLS listener. */
  tlsPort = 0;
  /** Empty: no Unix socket. */
  unixsocket = '';
  unixsocketGroup = '';
  /** 0: as the umask leaves it. */
  unixsocketMode = 0;
  /** `listen`: beside what `bind`, `port`, `tls-port` and `unixsocket` open. */
  extra: readonly ExtraListener[] = [];
  /** Addresses and ranges of proxies that begin each connection with a PROXY header. */
  proxyProtocolFrom: readonly string[] = [];
  bindSourceAddr = '';
  socketMarkId = 0;
}
