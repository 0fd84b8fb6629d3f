// What a snapshot costs: the walk itself, and reads and writes while it runs. In one process, without sockets.
//     node --import tsx bench/snapshot-cost.ts [keys]
import { Arguments } from '../src/base/arguments.ts';
import { copyBytes } from '../src/base/copy-bytes.ts';
import { HalfSipHash } from '../src/base/siphash.ts';
import { Keyspace } from '../src/keyspace/keyspace.ts';
import type { SnapshotEntry } from '../src/keyspace/snapshot-entry.ts';
import { World } from '../src/keyspace/world.ts';
import { Slabs } from '../src/memory/slabs.ts';

const KEY_BYTES = 16;
const VALUE_BYTES = 32;
const OPERATIONS = 500_000;
const ROUNDS = 7;
const SLOTS_PER_STEP = 1024;

const keys = Number(process.argv[2] ?? 1_000_000);
const world = new World(new Slabs(), new HalfSipHash(1, 2));
world.startTurn(Date.now());
const keyspace = new Keyspace(world, 1);
const db = keyspace.databases[0]!;

/** `SET key:000000000042 <32 bytes>`, its digits written anew for each key. */
const args = new Arguments(new Int32Array([0, 8, 32]), new Int32Array([3, KEY_BYTES, VALUE_BYTES]));
args.u8 = new Uint8Array(64).fill(0x30);
args.dv = new DataView(args.u8.buffer);
args.count = 3;
args.u8.set(new TextEncoder().encode('key:'), 8);

function useKey(n: number): void {
  let rest = n;
  for (let at = 8 + KEY_BYTES - 1; at >= 12; at--) {
    args.u8[at] = 0x30 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}

/** Copies what it gets into one buffer, as a writer of files would. */
class Writer {
  readonly #bytes = new Uint8Array(1 << 22);
  readonly #view = new DataView(this.#bytes.buffer);
  #at = 0;

  entry({ key, value }: SnapshotEntry): void {
    if (this.#at + key.length + value.length + 16 > this.#bytes.length) this.#at = 0;
    this.#view.setUint32(this.#at, key.length, true);
    copyBytes(key.u8, key.dv, key.start, this.#bytes, this.#view, this.#at + 4, key.length);
    this.#at += 4 + key.length;
    this.#view.setUint32(this.#at, value.length, true);
    copyBytes(value.u8, value.dv, value.start, this.#bytes, this.#view, this.#at + 4, value.length);
    this.#at += 4 + value.length;
  }
}

const writer = new Writer();
let seed = 7;
function randomKey(): number {
  seed ^= seed << 13;
  seed ^= seed >>> 17;
  seed ^= seed << 5;
  return (seed >>> 0) % keys;
}

/** Nanoseconds for each operation. */
function measure(run: () => void): number {
  const start = performance.now();
  for (let i = 0; i < OPERATIONS; i++) {
    useKey(randomKey());
    run();
  }
  return ((performance.now() - start) * 1e6) / OPERATIONS;
}

const set = (): void => db.setString(args, 1, 2);
let found = 0;
const get = (): void => {
  const address = db.read(args, 1);
  if (address !== 0) found += db.value(address).length;
};

function best(measured: readonly number[]): string {
  return Math.min(...measured)
    .toFixed(0)
    .padStart(5);
}

for (let i = 0; i < keys; i++) {
  useKey(i);
  set();
}
const measured = {
  setIdle: [] as number[],
  getIdle: [] as number[],
  setUnpassed: [] as number[],
  setPassed: [] as number[],
  getPassed: [] as number[],
  walk: [] as number[],
  step: [] as number[],
};
for (let round = 0; round < ROUNDS; round++) {
  measured.setIdle.push(measure(set));
  measured.getIdle.push(measure(get));
  const { snapshot } = keyspace;
  snapshot.begin(writer);
  const start = performance.now();
  let last = start;
  let longest = 0;
  while (!snapshot.step(SLOTS_PER_STEP)) {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
  measured.walk.push(((performance.now() - start) * 1e6) / snapshot.entriesPassed);
  measured.step.push(longest * 1000);
  measured.setPassed.push(measure(set));
  measured.getPassed.push(measure(get));
  snapshot.finish();
  // No step is taken here, so nearly every write hands its entry over first.
  snapshot.begin(writer);
  measured.setUnpassed.push(measure(set));
  snapshot.abort();
  while (!snapshot.step(SLOTS_PER_STEP));
}
console.log(`${keys} keys of ${KEY_BYTES} bytes with ${VALUE_BYTES}; best of ${ROUNDS}, ns each:`);
console.log(`  SET without a snapshot          ${best(measured.setIdle)}`);
console.log(`  SET of an entry already passed  ${best(measured.setPassed)}`);
console.log(`  SET that hands the entry over   ${best(measured.setUnpassed)}`);
console.log(`  GET without a snapshot          ${best(measured.getIdle)}`);
console.log(`  GET during one                  ${best(measured.getPassed)}`);
console.log(`  an entry passed by the walk     ${best(measured.walk)}`);
console.log(
  `  longest step of ${SLOTS_PER_STEP} slots, µs   ${best(measured.step)}  (${found} bytes read)`,
);
