import type { Call } from '../command/call.ts';
import type { CommandError } from '../command/errors.ts';
import type { Engine } from './engine.ts';
import type { Session } from './session.ts';

/** What a gate judges: the call, for whom, and the server it wants to act on. */
export interface Visit {
  readonly call: Call;
  readonly session: Session;
  readonly engine: Engine;
}

/** One reason to refuse a call. Gives the refusal, or nothing to let the call go on to the next gate. */
export type Gate = (visit: Visit) => CommandError | undefined;
