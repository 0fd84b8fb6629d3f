import type { User } from '../access/user.ts';
import { ByteRange } from '../base/byte-range.ts';
import { toLatin1 } from '../base/bytes.ts';
import { Glob } from '../base/glob.ts';
import { type Named, NameMap } from '../base/name-map.ts';
import type { HalfSipHash } from '../base/siphash.ts';
import type { Reply } from '../resp/reply.ts';
import type { Broadcast } from './broadcast.ts';
import type { Session } from './session.ts';
import { SessionState } from './session-state.ts';
import { SharedMessage } from './shared-message.ts';
import { type Subject, Subscriptions, type Topic } from './subscriptions.ts';

/** All who listen to one channel, pattern or shard channel. There is one as long as anybody does. */
export class Audience implements Subject, Named<Audience> {
  readonly topic: Topic;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly glob: Glob | undefined;
  readonly sessions = new Set<Session>();
  hash = 0;
  next: Audience | undefined;

  constructor(topic: Topic, name: ByteRange) {
    this.topic = topic;
    this.bytes = name.copy();
    this.name = toLatin1(this.bytes);
    this.glob = topic === 'patterns' ? new Glob(this.bytes) : undefined;
  }
}

/** Who listens to what. A message is written once for each protocol, however many get it. */
export class PubSubHub {
  readonly channels: NameMap<Audience>;
  readonly patterns: NameMap<Audience>;
  readonly shardChannels: NameMap<Audience>;
  readonly #message: SharedMessage;
  readonly #name = new ByteRange();
  /** To whom what is being told: in fields, so that publishing allocates nothing. */
  #audience: Audience | undefined;
  #channel = new ByteRange();
  #text = new ByteRange();

  constructor(broadcast: Broadcast, hasher: HalfSipHash) {
    this.channels = new NameMap(hasher);
    this.patterns = new NameMap(hasher);
    this.shardChannels = new NameMap(hasher);
    this.#message = new SharedMessage(broadcast, (writer) => this.#write(writer));
  }

  /** Whether anybody could hear a message that isn't sharded. */
  get isHeard(): boolean {
    return this.channels.size > 0 || this.patterns.size > 0;
  }

  subscribe(session: Session, topic: Topic, name: ByteRange): void {
    const audiences = this[topic];
    let audience = audiences.find(name);
    if (audience === undefined) {
      audience = new Audience(topic, name);
      audiences.add(name, audience);
    }
    session.subscriptions ??= new Subscriptions();
    session.enter(SessionState.subscribed);
    if (audience.sessions.has(session)) return;
    audience.sessions.add(session);
    session.subscriptions.add(audience);
  }

  unsubscribe(session: Session, topic: Topic, name: ByteRange): void {
    const audience = this[topic].find(name);
    if (audience?.sessions.has(session) === true) this.#remove(session, audience);
  }

  /** The session ends or begins anew. */
  forget(session: Session): void {
    for (const { topic, bytes } of session.subscriptions?.subjects ?? [])
      this.unsubscribe(session, topic, this.#name.set(bytes));
  }

  /** Gives how many receive it, a session once for each subscription that fits. */
  publish(channel: ByteRange, message: ByteRange): number {
    let receivers = 0;
    if (this.channels.size > 0) {
      const audience = this.channels.find(channel);
      if (audience !== undefined) receivers += this.#tell(audience, channel, message);
    }
    if (this.patterns.size === 0) return receivers;
    for (const first of this.patterns.chains()) {
      for (let audience: Audience | undefined = first; audience; audience = audience.next)
        if (audience.glob?.matches(channel.u8, channel.start, channel.length) === true)
          receivers += this.#tell(audience, channel, message);
    }
    return receivers;
  }

  publishToShard(channel: ByteRange, message: ByteRange): number {
    if (this.shardChannels.size === 0) return 0;
    const audience = this.shardChannels.find(channel);
    return audience === undefined ? 0 : this.#tell(audience, channel, message);
  }

  #remove(session: Session, audience: Audience): void {
    const { subscriptions } = session;
    audience.sessions.delete(session);
    if (audience.sessions.size === 0) this[audience.topic].remove(audience);
    subscriptions?.remove(audience);
    if (subscriptions?.isEmpty !== true) return;
    session.subscriptions = undefined;
    session.leave(SessionState.subscribed);
  }

  #tell(audience: Audience, channel: ByteRange, text: ByteRange): number {
    const message = this.#message;
    this.#audience = audience;
    this.#channel = channel;
    this.#text = text;
    message.begin();
    for (const session of audience.sessions) message.deliver(session);
    return audience.sessions.size;
  }

  #write(writer: Reply): void {
    const audience = this.#audience;
    if (audience === undefined) return;
    writer.push(audience.topic === 'patterns' ? 4 : 3);
    writer.bulkLatin1(WORDS[audience.topic]);
    if (audience.topic === 'patterns') writer.bulkBytes(audience.bytes);
    writer.bulk(this.#channel);
    writer.bulk(this.#text);
  }
}

const WORDS: Readonly<Record<Topic, string>> = {
  channels: 'message',
  patterns: 'pmessage',
  shardChannels: 'smessage',
};

/** Whether the user may go on listening to all that a session listens to; patterns must be granted letter by letter. */
export function mayListen(session: Session, user: User): boolean {
  for (const { topic, bytes } of session.subscriptions?.subjects ?? []) {
    const kind = topic === 'patterns' ? 'pattern' : 'channel';
    if (!user.allowsChannel({ u8: bytes, start: 0, length: bytes.length, kind })) return false;
  }
  return true;
}
