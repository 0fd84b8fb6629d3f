import type { Call } from '../command/call.ts';
import type { CommandError } from '../command/errors.ts';
import type { CommandRow } from '../command/row.ts';
import type { Settings } from '../settings/settings.ts';
import type { Rights } from './rights.ts';
import type { Session } from './session.ts';

/** What gates may ask of the server. */
export interface GuardedServer {
  readonly settings: Settings;
  readonly rights: Rights;
  /** Bits of `ServerState`. */
  readonly state: number;
  overMemoryLimit(): boolean;
  /** Evicts until there is room; false when that can't be. */
  makeRoom(): boolean;
}

/** What a gate judges: a call of a command, for whom, and the server it wants to act on. */
export interface Visit {
  readonly call: Call;
  readonly row: CommandRow;
  readonly session: Session;
  readonly server: GuardedServer;
}

/** One reason to refuse a call. Gives the refusal, or nothing to let the call go on to the next gate. */
export type Gate = (visit: Visit) => CommandError | undefined;
