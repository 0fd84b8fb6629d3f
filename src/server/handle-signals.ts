import type { HostProcess } from '../ports/process.ts';

/** What a signal does to a server. */
export interface SignalActions {
  readonly stop: (name: StopSignal) => void;
  readonly reload: () => void;
}

export type StopSignal = 'SIGTERM' | 'SIGINT';

export interface SignalHandlers {
  /** The server has started: from now on signals act at once. */
  readonly started: () => void;
  readonly release: () => void;
}

const FAILED = 1;

/**
 * Takes the signals before the server can be reached, or the one that comes first would kill it and leave its files behind.
 * While it starts, one that stops it waits, a second one ends the process, and SIGHUP has nothing to read again.
 */
export function handleSignals(
  host: Pick<HostProcess, 'onSignal' | 'exit'>,
  { stop, reload }: SignalActions,
): SignalHandlers {
  let isStarted = false;
  let waiting: StopSignal | undefined;
  const take = (name: StopSignal) => (): void => {
    if (isStarted) stop(name);
    else if (waiting === undefined) waiting = name;
    else host.exit(FAILED);
  };
  const releases = [
    host.onSignal('SIGTERM', take('SIGTERM')),
    host.onSignal('SIGINT', take('SIGINT')),
    host.onSignal('SIGHUP', () => {
      if (isStarted) reload();
    }),
  ];
  return {
    started: () => {
      isStarted = true;
      if (waiting !== undefined) stop(waiting);
    },
    release: () => {
      for (const release of releases) release();
    },
  };
}
