import type { ByteRange } from '../base/byte-range.ts';
import { fromLatin1 } from '../base/bytes.ts';
import type { CommandTable } from '../command/table.ts';
import type { ChangedKey } from './changed-keys.ts';
import type { Rights } from './rights.ts';
import type { Session } from './session.ts';

export interface TrackingRightsParts {
  readonly rights: Pick<Rights, 'isOpenTo'>;
  readonly table: Pick<CommandTable, 'named'>;
}

/**
 * Users and their rights change while a session tracks. So all of this is asked when a message is sent, of the user that the
 * session has then, and nothing of it is remembered.
 */
export class TrackingRights {
  readonly #parts: TrackingRightsParts;

  constructor(parts: TrackingRightsParts) {
    this.#parts = parts;
  }

  /** Whether a session may learn that this key is there. */
  mayKnow(session: Session, key: ByteRange, database: number): boolean {
    const { user } = session;
    if (user.plain) return this.#isAdmitted(session);
    return this.#mayAct(session) && user.mayKnow(key.view(), database);
  }

  /** Whether a session may read the key in one of the databases in which it has changed. */
  mayRead(session: Session, { name, databases }: Pick<ChangedKey, 'name' | 'databases'>): boolean {
    const { user } = session;
    if (user.plain) return this.#isAdmitted(session);
    if (!this.#mayAct(session)) return false;
    const bytes = fromLatin1(name);
    return databases.some((database) => user.mayRead(bytes, database));
  }

  /**
   * Whether messages for one session may go to another. Who is fed with what he doesn't read is cut off at last: of others'
   * connections that is for those to decide who may end them.
   */
  mayFeed({ user }: Session, target: Session): boolean {
    if (target.user === user) return true;
    const kill = this.#parts.table.named('client|kill');
    return kill !== undefined && user.mayRun(kill.id);
  }

  /** Whether its calls would be looked at: it makes none that could be refused. */
  #mayAct(session: Session): boolean {
    const { user } = session;
    return (
      this.#isAdmitted(session) &&
      !user.hasExpired(session.nowMs) &&
      user.allowsOrigin(session.link)
    );
  }

  /** As the gate `authenticated`: who came before `default` lost its password is answered, and so is told, too. */
  #isAdmitted({ authenticated, link }: Session): boolean {
    return authenticated || this.#parts.rights.isOpenTo(link);
  }
}
