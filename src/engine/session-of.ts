import type { Call } from '../command/call.ts';
import type { Session } from './session.ts';

/**
 * The engine's session behind a call. Commands about the server itself need all of it; data commands see only
 * `CallSession`, so that they can't depend on connections.
 */
export function sessionOf(call: Call): Session {
  // The engine is the only one that makes calls, and it always puts a whole session into them.
  return call.session as Session;
}
