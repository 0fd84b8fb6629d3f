/** Why no call of the whole server may take the short way through the door; 0 in ordinary times. */
export const ServerState = {
  /** CLIENT PAUSE ALL. */
  pausedAll: 1 << 0,
  /** CLIENT PAUSE WRITE. */
  pausedWrites: 1 << 1,
  /** A file is being loaded. */
  loading: 1 << 2,
  /** A key is there that somebody waits for: he is served before the next call. */
  keysReady: 1 << 4,
  /** Somebody sees every call: MONITOR. */
  monitored: 1 << 3,
} as const;
