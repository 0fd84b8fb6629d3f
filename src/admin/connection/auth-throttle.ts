import type { Session } from '../../engine/session.ts';

/** Slows down who guesses passwords (attack row "password guessing"). Judges sources, never names: nobody can be locked out by his name. */
export interface AuthThrottle {
  /** How long this session's next attempt must wait; after 0 it is judged, and `failed` or `succeeded` follows once. */
  delayMs(session: Session): number;
  /** The same for an attempt that has waited. */
  furtherDelayMs(session: Session): number;
  /** An attempt failed; `close` ends the connection after the reply. */
  failed(session: Session): 'stay' | 'close';
  succeeded(session: Session): void;
  /** For INFO: attempts that had to wait, connections that were ended, and sources that are remembered. */
  readonly delayed: number;
  readonly disconnected: number;
  readonly sources: number;
  /** CONFIG RESETSTAT: the first two begin anew. */
  resetCounts(): void;
}
