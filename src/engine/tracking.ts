import type { User } from '../access/user.ts';
import type { Arguments } from '../base/arguments.ts';
import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { FlagBit } from '../command/flags.ts';
import { FoundKeys } from '../command/found-keys.ts';
import { KeyFlagBit } from '../command/key-spec.ts';
import type { CommandRow } from '../command/row.ts';
import { EventClass, type KeyEvent } from '../keyspace/changes.ts';
import type { World } from '../keyspace/world.ts';
import { OutOfMemory } from '../memory/out-of-memory.ts';
import type { Clock } from '../ports/clock.ts';
import type { MemorySettings } from '../settings/memory-settings.ts';
import type { Broadcast } from './broadcast.ts';
import { byName, type ChangedKey, ChangedKeys } from './changed-keys.ts';
import { InvalidationSender } from './invalidation-sender.ts';
import type { Session } from './session.ts';
import { SessionState } from './session-state.ts';
import { SessionTracking, type TrackingMode } from './session-tracking.ts';
import type { MessageWriter } from './shared-message.ts';
import { TrackedKeys } from './tracked-keys.ts';
import { type TrackedPrefix, TrackedPrefixes } from './tracked-prefixes.ts';
import { TrackingRights, type TrackingRightsParts } from './tracking-rights.ts';

/** What the table may take even where memory is used up. */
const TABLE_BYTES_MIN = 1 << 20;
/** And at most: names are long if clients want it, and a user who only reads must not push out everybody's data. */
const TABLE_BYTES_MAX = 1 << 28;
const TABLE_SHARE_OF_MEMORY = 1 / 16;
/** Names of changed keys that wait for the end of the turn. */
const CHANGED_BYTES_MAX = 1 << 20;
/** Keys forgotten behind a call beyond those that it has added. */
const EVICTED_EXTRA = 100;
const BY_ITSELF = EventClass.expired | EventClass.evicted;
const EMPTY_PREFIX = new Uint8Array(0);

/** What CLIENT TRACKING ON asks for. */
export interface TrackingOptions {
  readonly redirectTo: Session | undefined;
  readonly isBroadcast: boolean;
  readonly prefixes: readonly Uint8Array[];
  readonly mode: TrackingMode;
  readonly noLoop: boolean;
}

export interface TrackingParts extends TrackingRightsParts {
  readonly world: World;
  readonly broadcast: Broadcast;
  readonly clock: Pick<Clock, 'soon'>;
  readonly settings: { readonly memory: Pick<MemorySettings, 'trackingTableMaxKeys'> };
  /** Whether memory is used up. */
  readonly isFull: () => boolean;
}

/**
 * Client-side caching: sessions hear when keys change that they have read, or (BCAST) all that begin with a prefix. Who
 * tracks takes the long way through the door; to everybody else it costs the one test that each change costs anyway.
 */
export class Tracking {
  readonly keys: TrackedKeys;
  readonly prefixes: TrackedPrefixes;
  readonly #parts: TrackingParts;
  readonly #rights: TrackingRights;
  readonly #sender: InvalidationSender;
  readonly #trackers = new Map<number, Session>();
  readonly #changed: ChangedKeys;
  readonly #found = new FoundKeys();
  readonly #key = new ByteRange();
  #isTellingDue = false;
  /** Told when the first one tracks or the last one stops. */
  onActivity: () => void = () => undefined;

  constructor(parts: TrackingParts) {
    this.#parts = parts;
    this.#rights = new TrackingRights(parts);
    this.#sender = new InvalidationSender(parts.broadcast, (tracker, target) =>
      this.mayFeed(tracker, target),
    );
    this.keys = new TrackedKeys(parts.world);
    this.prefixes = new TrackedPrefixes(parts.world.hasher);
    this.#changed = new ChangedKeys(parts.world.hasher);
  }

  /** How many sessions track. */
  get clients(): number {
    return this.#trackers.size;
  }

  get active(): boolean {
    return this.#trackers.size > 0;
  }

  /** Whether a session may redirect its messages to another one. */
  mayFeed(session: Session, target: Session): boolean {
    return this.#rights.mayFeed(session, target);
  }

  /** CLIENT TRACKING ON, perhaps once more: prefixes come on top of those that are there. */
  start(session: Session, options: TrackingOptions): void {
    const tracking = (session.tracking ??= new SessionTracking());
    const { redirectTo } = options;
    const redirectedBefore = tracking.redirectId;
    tracking.redirectId = redirectTo?.id ?? 0;
    tracking.isBroadcast = options.isBroadcast;
    tracking.mode = options.mode;
    tracking.noLoop = options.noLoop;
    tracking.isBroken = false;
    if (redirectTo !== undefined) this.#sender.redirectTo(redirectTo);
    this.#sender.redirectNoMore(redirectedBefore);
    if (options.isBroadcast) {
      const prefixes = options.prefixes.length === 0 ? [EMPTY_PREFIX] : options.prefixes;
      for (const prefix of prefixes) this.prefixes.add(session, prefix);
    }
    session.enter(SessionState.tracking);
    if (this.#trackers.has(session.id)) return;
    this.#trackers.set(session.id, session);
    if (this.#trackers.size === 1) this.onActivity();
  }

  /** The keys that it has read stay remembered as long as anybody tracks: to find them would take long. */
  stop(session: Session): void {
    if (!this.#trackers.delete(session.id)) return;
    this.prefixes.remove(session);
    this.#sender.redirectNoMore(session.tracking?.redirectId ?? 0);
    session.tracking = undefined;
    session.leave(SessionState.tracking);
    if (this.active) return;
    this.keys.clear();
    this.onActivity();
  }

  /** The session is over. */
  forget(session: Session): void {
    this.stop(session);
    this.#sender.forget(session);
  }

  /** A call of a session that tracks has been run. */
  remember(session: Session, row: CommandRow, args: Arguments): void {
    if ((row.flags & FlagBit.readonly) === 0 || session.tracking?.remembers !== true) return;
    const found = row.findKeys(args, this.#found);
    for (let i = 0; i < found.count; i++)
      if ((found.access[i]! & KeyFlagBit.not_key) === 0) this.#add(session, args, found.words[i]!);
    this.evict(found.count + EVICTED_EXTRA);
  }

  /** A request of a session that tracks is over: CLIENT CACHING was for it, unless it comes from the same container. */
  served(session: Session, row: CommandRow | undefined): void {
    const { tracking } = session;
    if (tracking?.caching === undefined || session.is(SessionState.transaction)) return;
    if (row?.parent !== tracking.caching) tracking.caching = undefined;
  }

  keyChanged(database: number, key: ByteRange, event: KeyEvent): void {
    if (this.prefixes.size > 0 && this.prefixes.matches(key)) {
      const isOwn = (event.eventClass & BY_ITSELF) === 0;
      this.#changed.note(database, key, isOwn ? this.#parts.broadcast.running : undefined);
      this.#tellSoon();
    }
    if (this.keys.size === 0) return;
    const readers = this.keys.take(key, (id) => this.#mayNotHear(id, key, database));
    if (readers.length === 0) return;
    const { running } = this.#parts.broadcast;
    const listening = this.#listening(readers).filter(
      (session) => !(session.tracking?.noLoop === true && session === running),
    );
    this.#tellName(listening, key, database);
  }

  /** It may have been read in another database, in which it stays what its reader knows. */
  #mayNotHear(id: number, key: ByteRange, database: number): boolean {
    const session = this.#trackers.get(id);
    return session !== undefined && !this.#rights.mayKnow(session, key, database);
  }

  /** Where who has read the key, or who is told in his place, may not know it any more, something has changed, and no more is told. */
  #tellName(trackers: readonly Session[], key: ByteRange, database: number): void {
    const isBlind = (session: Session): boolean => {
      const receiver = this.#receiverBeside(session);
      return (
        !this.#rights.mayKnow(session, key, database) ||
        (receiver !== undefined && !this.#rights.mayKnow(receiver, key, database))
      );
    };
    const blind = new Set(trackers.filter(isBlind));
    const seeing = blind.size === 0 ? trackers : trackers.filter((each) => !blind.has(each));
    this.#sender.send(seeing, nameWriter(key));
    if (blind.size > 0) this.#sender.send(blind, writeNull);
  }

  /** Who is told in place of the session; undefined when it is itself, or nobody. */
  #receiverBeside(session: Session): Session | undefined {
    const receiver = this.#sender.receiverOf(session);
    return receiver === session ? undefined : receiver;
  }

  /** A session has logged in, maybe as who may know less: of what it has read it would not hear any more. */
  userChanged(session: Session): void {
    if (!this.#trackers.has(session.id) || session.user.plain) return;
    this.#sender.send([session], writeNull);
  }

  /** The same where users have changed. */
  usersChanged(users: ReadonlySet<User>): void {
    if (!this.active) return;
    const all = [...this.#trackers.values()];
    const concerned = all.filter(({ user }) => users.has(user) && !user.plain && !user.deleted);
    if (concerned.length > 0) this.#sender.send(concerned, writeNull);
  }

  /** Everything in one database, or in all, is gone: nobody is to believe any key, whichever database it was in. */
  flushed(): void {
    this.keys.clear();
    this.#sender.send(this.#trackers.values(), writeNull);
  }

  /**
   * `tracking-table-max-keys`, and the limit of bytes: forgets keys, and so their readers must do so, too, until there are few enough, at most so
   * many of them. Gives whether there are still too many.
   */
  evict(most: number): boolean {
    for (let left = most; this.#isTooLarge && left > 0; left--) {
      const key = this.keys.random()?.copy();
      if (key === undefined) break;
      const name = this.#key.set(key);
      for (const reader of this.#listening(this.keys.take(name)))
        this.#tellName([reader], name, reader.databaseIndex);
    }
    return this.#isTooLarge;
  }

  get #isTooLarge(): boolean {
    const { world, settings } = this.#parts;
    const share = world.memoryLimitBytes * TABLE_SHARE_OF_MEMORY;
    return (
      this.keys.size > (settings.memory.trackingTableMaxKeys || Infinity) ||
      this.keys.bytes > Math.min(TABLE_BYTES_MAX, Math.max(TABLE_BYTES_MIN, share))
    );
  }

  /** A key that can't be remembered must not be believed either. */
  #add(session: Session, args: Arguments, word: number): void {
    if (this.keys.bytes <= TABLE_BYTES_MIN || !this.#parts.isFull()) {
      try {
        this.keys.add(args, word, session.id);
        return;
      } catch (thrown) {
        if (!(thrown instanceof OutOfMemory)) throw thrown;
      }
    }
    this.#tellName([session], args.range(word, this.#key), session.databaseIndex);
  }

  /** Of those who have read a key, who still tracks by key. */
  #listening(ids: readonly number[]): readonly Session[] {
    return ids.flatMap((id) => {
      const session = this.#trackers.get(id);
      return session?.tracking?.isBroadcast === false ? [session] : [];
    });
  }

  #tellSoon(): void {
    if (this.#changed.bytes > CHANGED_BYTES_MAX) this.#tellChanged();
    if (this.#isTellingDue) return;
    this.#isTellingDue = true;
    this.#parts.clock.soon(() => {
      this.#isTellingDue = false;
      this.#tellChanged();
    });
  }

  /** One message a prefix, in the order of their names. */
  #tellChanged(): void {
    if (this.#changed.size === 0) return;
    const due = new Map<TrackedPrefix, ChangedKey[]>();
    for (const key of this.#changed.take()) {
      for (const prefix of this.prefixes.of(this.#key.set(fromLatin1(key.name)))) {
        const keys = due.get(prefix);
        if (keys === undefined) due.set(prefix, [key]);
        else keys.push(key);
      }
    }
    const inOrder = [...due].sort(([left], [right]) => byName(left, right));
    for (const [prefix, keys] of inOrder) this.#tellPrefix(prefix, keys);
  }

  #tellPrefix({ sessions }: TrackedPrefix, keys: readonly ChangedKey[]): void {
    const ofAll: Session[] = [];
    for (const session of sessions) {
      const told = keys.filter((key) => this.#concerns(session, key));
      if (told.length === 0) continue;
      const receiver = this.#receiverBeside(session);
      if (receiver !== undefined && !told.every((key) => this.#rights.mayRead(receiver, key)))
        this.#sender.send([session], writeNull);
      else if (told.length === keys.length) ofAll.push(session);
      else this.#sender.send([session], namesWriter(told));
    }
    if (ofAll.length > 0) this.#sender.send(ofAll, namesWriter(keys));
  }

  /** Not what it has done itself, with NOLOOP; and, unlike in Redis, not what its user may not read. */
  #concerns(session: Session, key: ChangedKey): boolean {
    const isOwn = session.tracking?.noLoop === true && key.author === session;
    return !isOwn && this.#rights.mayRead(session, key);
  }
}

function nameWriter(name: ByteRange): MessageWriter {
  return (writer) => {
    writer.array(1);
    writer.bulk(name);
  };
}

function namesWriter(keys: readonly ChangedKey[]): MessageWriter {
  return (writer) => {
    writer.array(keys.length);
    for (const { name } of keys) writer.bulkLatin1(name);
  };
}

const writeNull: MessageWriter = (writer) => {
  writer.null();
};
