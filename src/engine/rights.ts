import type { Arguments } from '../base/arguments.ts';
import type { CommandError } from '../command/errors.ts';
import type { CommandRow } from '../command/row.ts';
import type { Session } from './session.ts';

/** The ACL as the door sees it. A refusal has been written to ACL LOG before it is returned. */
export interface Rights {
  /** Nobody has to log in: `default` is on and needs no password. */
  readonly openToAll: boolean;
  refusal(session: Session, row: CommandRow, args: Arguments): CommandError | undefined;
  /** Whether the rights that allow a request include reading every key there can be. */
  readsEveryKey(session: Session, row: CommandRow, args: Arguments): boolean;
}
