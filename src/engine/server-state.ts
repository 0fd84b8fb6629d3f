/** Why no call of the whole server may take the short way through the door; 0 in ordinary times. */
export const ServerState = {
  /** CLIENT PAUSE ALL. */
  pausedAll: 1 << 0,
  /** CLIENT PAUSE WRITE. */
  pausedWrites: 1 << 1,
  /** A file is being loaded. */
  loading: 1 << 2,
  /** Every call is to be measured alone: the slow log's threshold is below what a shared reading can tell. */
  timedAlone: 1 << 3,
  /** SHUTDOWN is under way: writes wait. */
  shuttingDown: 1 << 4,
} as const;
