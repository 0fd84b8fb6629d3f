/** What can be subscribed to. */
export type Topic = 'channels' | 'patterns' | 'shardChannels';

/** A channel, pattern or shard channel that a session listens to. */
export interface Subject {
  readonly topic: Topic;
  /** One character per byte. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Rough size of a subscription's places in two sets; its name comes on top. */
const SUBSCRIPTION_BYTES = 200;

/** What one session listens to. The hub changes it together with its own side. */
export class Subscriptions {
  readonly subjects = new Set<Subject>();
  channels = 0;
  patterns = 0;
  shardChannels = 0;
  /** Memory that they take. */
  bytes = 0;

  /** As replies count: channels and patterns together, shard channels by themselves. */
  countBeside(topic: Topic): number {
    return topic === 'shardChannels' ? this.shardChannels : this.channels + this.patterns;
  }

  get isEmpty(): boolean {
    return this.subjects.size === 0;
  }

  add(subject: Subject): void {
    this.subjects.add(subject);
    this[subject.topic]++;
    this.bytes += SUBSCRIPTION_BYTES + subject.name.length;
  }

  remove(subject: Subject): void {
    this.subjects.delete(subject);
    this[subject.topic]--;
    this.bytes -= SUBSCRIPTION_BYTES + subject.name.length;
  }
}
