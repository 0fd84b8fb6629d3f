import type { Audience, Topic } from './pubsub-hub.ts';

/** Rough size of a subscription's places in two sets; its name comes on top. */
const SUBSCRIPTION_BYTES = 200;

/** What one session listens to. The hub changes it together with its own side. */
export class Subscriptions {
  readonly audiences = new Set<Audience>();
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
    return this.audiences.size === 0;
  }

  add(audience: Audience): void {
    this.audiences.add(audience);
    this[audience.topic]++;
    this.bytes += SUBSCRIPTION_BYTES + audience.name.length;
  }

  remove(audience: Audience): void {
    this.audiences.delete(audience);
    this[audience.topic]--;
    this.bytes -= SUBSCRIPTION_BYTES + audience.name.length;
  }
}
