/**
 * Why a session's calls can't take the short way through the door. 0 is an authenticated client outside of any mode;
 * the hot path tests the whole word at once.
 */
export const SessionState = {
  unauthenticated: 1 << 0,
  /** Between MULTI and EXEC. */
  transaction: 1 << 1,
  /** At least one subscription. */
  subscribed: 1 << 2,
  /** CLIENT REPLY OFF or SKIP. */
  muted: 1 << 3,
  /** CLIENT NO-TOUCH. */
  noTouch: 1 << 4,
  /** The connection ends after the reply that is being written. */
  closing: 1 << 5,
  /** A call of this session waits (disk, slow hash): what follows stays unread. */
  suspended: 1 << 6,
  /** MONITOR. */
  monitor: 1 << 7,
  /** The server is paused: the session's next request has been read and will be served when the pause ends. */
  postponed: 1 << 8,
  /** A call of this session waits for a key or a replica. */
  blocked: 1 << 9,
  /** CLIENT TRACKING. */
  tracking: 1 << 10,
  /** Others have their messages of tracking sent here. */
  redirectedTo: 1 << 11,
} as const;

/** What the session sends stays unread for now. */
export const WAITING = SessionState.suspended | SessionState.postponed | SessionState.blocked;
