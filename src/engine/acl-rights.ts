import { check, checkEveryKey } from '../access/check.ts';
import { type Denial, denialError } from '../access/denial.ts';
import type { Origin } from '../access/source-rule.ts';
import type { Users } from '../access/users.ts';
import type { Arguments } from '../base/arguments.ts';
import { CommandError } from '../command/errors.ts';
import type { CommandRow } from '../command/row.ts';
import type { Rights } from './rights.ts';
import type { Session } from './session.ts';

/** Who writes refusals down: ACL LOG, the counts of INFO, the audit log. */
export interface DenialRecorder {
  denied(denial: Denial, session: Session, context: 'toplevel' | 'multi'): void;
}

/** The ACL at the door: asks it, writes a refusal down, and says it in Redis's words. */
export class AclRights implements Rights {
  readonly #users: Users;
  readonly #recorder: DenialRecorder;

  constructor(users: Users, recorder: DenialRecorder) {
    this.#users = users;
    this.#recorder = recorder;
  }

  isOpenTo(origin: Origin): boolean {
    return this.#users.isOpenTo(origin);
  }

  readsEveryKey(session: Session, row: CommandRow, args: Arguments): boolean {
    return checkEveryKey(session, row, args);
  }

  allows(session: Session, row: CommandRow, args: Arguments): boolean {
    // The row was found by its common name, which a user with names of his own may not know.
    return session.user.names === undefined && check(session, row, args) === undefined;
  }

  refusal(session: Session, row: CommandRow, args: Arguments): CommandError | undefined {
    const denial = check(session, row, args);
    return denial === undefined ? undefined : this.refuse(session, denial);
  }

  refuse(session: Session, denial: Denial): CommandError {
    this.#recorder.denied(
      denial,
      session,
      session.transaction === undefined ? 'toplevel' : 'multi',
    );
    return new CommandError(denialError(denial, session.userName));
  }
}
