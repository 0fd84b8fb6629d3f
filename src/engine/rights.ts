import type { Denial } from '../access/denial.ts';
import type { Origin } from '../access/source-rule.ts';
import type { Arguments } from '../base/arguments.ts';
import type { CommandError } from '../command/errors.ts';
import type { CommandRow } from '../command/row.ts';
import type { Session } from './session.ts';

/** The ACL as the door sees it. A refusal has been written to ACL LOG before it is returned. */
export interface Rights {
  /** Nobody has to log in who comes that way: `default` is on and needs no password. */
  isOpenTo(origin: Origin): boolean;
  /** Whether there is no refusal. Writes nothing down: who is refused here is asked again on the long way. */
  allows(session: Session, row: CommandRow, args: Arguments): boolean;
  refusal(session: Session, row: CommandRow, args: Arguments): CommandError | undefined;
  /** Writes a refusal of another gate to ACL LOG, and says it. */
  refuse(session: Session, denial: Denial): CommandError;
  /** Whether the rights that allow a request include reading every key there can be. */
  readsEveryKey(session: Session, row: CommandRow, args: Arguments): boolean;
}
