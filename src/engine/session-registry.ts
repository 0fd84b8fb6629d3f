import type { User } from '../access/user.ts';
import type { UserChange } from '../access/users.ts';
import { mayListen } from './pubsub-hub.ts';
import type { Session } from './session.ts';
import { SessionState } from './session-state.ts';

/** What a change of users ends beyond what it ends in Redis (`revoke-disconnects`). */
export interface Revocation {
  /** Every connection of the user. */
  readonly endsAll: (change: UserChange) => boolean;
  /** Those in which the user monitors, who is fed without making a call that could be refused. */
  readonly endsMonitors: (user: User) => boolean;
}

/** All sessions of a server, in the order they came. */
export class SessionRegistry {
  readonly #byId = new Map<number, Session>();
  #nextId = 1;

  /** By CLIENT ID, and so in the order in which they came. */
  get byId(): ReadonlyMap<number, Session> {
    return this.#byId;
  }

  /** A number that no session has had. */
  takeId(): number {
    return this.#nextId++;
  }

  add(session: Session): void {
    this.#byId.set(session.id, session);
  }

  remove(session: Session): void {
    this.#byId.delete(session.id);
  }

  get size(): number {
    return this.#byId.size;
  }

  /** A pause has ended: whoever was postponed goes on. */
  proceed(): void {
    for (const session of [...this.#byId.values()]) {
      if (!session.is(SessionState.postponed)) continue;
      session.leave(SessionState.postponed);
      session.link.proceed();
    }
  }

  /**
   * Users changed: the connections of deleted ones end, as in Redis, and of those who listen to what they may not hear
   * any more, or from where they may not (`from=`); with `revoke-disconnects` those switched off, too, and monitors who
   * may not monitor any more.
   */
  usersChanged(changes: readonly UserChange[], { endsAll, endsMonitors }: Revocation): void {
    const lost = usersOf(changes, (change) => change.kind === 'deleted' || endsAll(change));
    const narrowed = usersOf(changes, ({ channelsNarrowed }) => channelsNarrowed);
    const bound = usersOf(changes, ({ user }) => user.sources.length > 0);
    const blind = usersOf(changes, ({ user }) => endsMonitors(user));
    if (lost.size + narrowed.size + bound.size + blind.size === 0) return;
    for (const session of this.#byId.values()) {
      const { user } = session;
      if (
        lost.has(user) ||
        (narrowed.has(user) && !mayListen(session, user)) ||
        (blind.has(user) && session.is(SessionState.monitor)) ||
        // Its calls would be refused, but a subscriber and a monitor make none.
        (bound.has(user) && !user.allowsOrigin(session.link))
      )
        session.link.close('after-replies');
    }
  }
}

function usersOf(
  changes: readonly UserChange[],
  isMeant: (change: UserChange) => boolean,
): ReadonlySet<User> {
  return new Set(changes.filter(isMeant).map(({ user }) => user));
}
