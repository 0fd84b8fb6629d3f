import { fromLatin1 } from '../../base/bytes.ts';
import { formatGeneral } from '../../base/general-double.ts';
import { ListReader } from '../../collections/list-reader.ts';
import { PackedElement } from '../../collections/listpack.ts';
import { MemberWalk } from '../../collections/member-walk.ts';
import type { Database } from '../../keyspace/database.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { walkTable } from '../../keyspace/scan.ts';
import type { Crypto } from '../../ports/crypto.ts';

const DIGEST_BYTES = 20;
const NUMBER_BYTES = 4;
const EXPIRES = fromLatin1('!!expire!!');

type Hasher = Pick<Crypto, 'sha1Hex'>;

/**
 * Something that only equal data has, in whatever order it is kept: all databases, keys, values, and which keys expire.
 * The same as redis-server's, so that the data of both can be compared by one command.
 */
export function dataDigest(databases: readonly Database[], crypto: Hasher): string {
  const whole = new Digest(crypto);
  for (const database of databases) {
    if (database.size === 0) continue;
    whole.mix(number(database.index));
    walkTable(database.table, (address) => {
      const entry = new Digest(crypto);
      entry.mix(database.key(address).view());
      addValue(entry, database, address);
      whole.xor(entry.bytes);
    });
  }
  return whole.hex;
}

/** The same of one value alone; zeros where there is none. */
export function valueDigest(database: Database, address: number, crypto: Hasher): string {
  const digest = new Digest(crypto);
  if (address !== 0) addValue(digest, database, address);
  return digest.hex;
}

function addValue(digest: Digest, database: Database, address: number): void {
  const type = database.kind(address) & 15;
  digest.mix(number(type));
  if (type === ValueType.string) digest.mix(database.value(address).view());
  else if (type === ValueType.list) addList(digest, database, address);
  else addMembers(digest, database, address);
  if (Number.isFinite(database.expiryMs(address))) digest.xor(EXPIRES);
}

function addList(digest: Digest, database: Database, address: number): void {
  const list = new ListReader().open(database, address);
  const element = new PackedElement();
  for (let run = 0; run < list.runs; run++) {
    list.openRun(run);
    while (list.left > 0) {
      digest.mix(element.read(list.u8, list.dv, list.at).view());
      list.pass();
    }
  }
}

/** Members have no order, but what stands beside each belongs to it. */
function addMembers(digest: Digest, database: Database, address: number): void {
  const type = database.kind(address) & 15;
  const walk = new MemberWalk().open(database, address);
  while (walk.next()) {
    if (type === ValueType.set) {
      digest.xor(walk.text.view());
      continue;
    }
    const member = digest.another();
    member.mix(walk.text.view());
    member.mix(type === ValueType.hash ? walk.value.view() : fromLatin1(formatGeneral(walk.score)));
    digest.xor(member.bytes);
  }
}

function number(value: number): Uint8Array {
  const bytes = new Uint8Array(NUMBER_BYTES);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

class Digest {
  readonly bytes = new Uint8Array(DIGEST_BYTES);
  readonly #crypto: Hasher;

  constructor(crypto: Hasher) {
    this.#crypto = crypto;
  }

  /** One that has nothing in it yet. */
  another(): Digest {
    return new Digest(this.#crypto);
  }

  get hex(): string {
    return Array.from(this.bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  /** Adds something whose place does not matter. */
  xor(part: Uint8Array): void {
    const hash = this.#hash(part);
    for (let i = 0; i < DIGEST_BYTES; i++) this.bytes[i] = (this.bytes[i] ?? 0) ^ (hash[i] ?? 0);
  }

  /** Adds something whose place matters. */
  mix(part: Uint8Array): void {
    this.xor(part);
    this.bytes.set(this.#hash(this.bytes));
  }

  #hash(part: Uint8Array): Uint8Array {
    const hex = this.#crypto.sha1Hex(part);
    return Uint8Array.from({ length: DIGEST_BYTES }, (_, i) =>
      parseInt(hex.slice(2 * i, 2 * i + 2), 16),
    );
  }
}
