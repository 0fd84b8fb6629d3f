import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { EventClass, type KeyEvent } from '../keyspace/changes.ts';
import type { KeyspaceSettings } from '../settings/keyspace-settings.ts';
import type { KeyEventSink } from './effects.ts';
import type { PubSubHub } from './pubsub-hub.ts';

const FIRST_BYTES = 256;

/** Keyspace notifications: what happens to keys, published as `__keyspace@0__:key` and `__keyevent@0__:event`. */
export class KeyNotifications implements KeyEventSink {
  readonly #hub: PubSubHub;
  readonly #settings: Pick<KeyspaceSettings, 'notifyKeyspaceEvents'>;
  readonly #channel = new ByteRange();
  /** The words of events, each made once. */
  readonly #words = new Map<string, ByteRange>();
  #scratch = new Uint8Array(FIRST_BYTES);

  constructor(hub: PubSubHub, settings: Pick<KeyspaceSettings, 'notifyKeyspaceEvents'>) {
    this.#hub = hub;
    this.#settings = settings;
  }

  keyEvent(database: number, key: ByteRange, { name }: KeyEvent): void {
    const hub = this.#hub;
    if (!hub.isHeard) return;
    const classes = this.#settings.notifyKeyspaceEvents;
    const word = this.#word(name);
    if ((classes & EventClass.keyspace) !== 0)
      hub.publish(this.#named(`__keyspace@${database}__:`, key), word);
    if ((classes & EventClass.keyevent) !== 0)
      hub.publish(this.#named(`__keyevent@${database}__:`, word), key);
  }

  #word(name: string): ByteRange {
    let word = this.#words.get(name);
    if (word === undefined) {
      word = new ByteRange().set(fromLatin1(name));
      this.#words.set(name, word);
    }
    return word;
  }

  #named(prefix: string, rest: ByteRange): ByteRange {
    const length = prefix.length + rest.length;
    if (length > this.#scratch.length) this.#scratch = new Uint8Array(2 * length);
    for (let i = 0; i < prefix.length; i++) this.#scratch[i] = prefix.charCodeAt(i);
    this.#scratch.set(rest.view(), prefix.length);
    const channel = this.#channel;
    if (channel.u8 !== this.#scratch) channel.set(this.#scratch);
    channel.length = length;
    return channel;
  }
}
