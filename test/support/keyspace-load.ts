import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { ByteRange } from '../../src/base/byte-range.ts';
import { Events } from '../../src/keyspace/changes.ts';
import type { Database } from '../../src/keyspace/database.ts';
import { Eviction } from '../../src/keyspace/eviction.ts';
import { ExpiryCycle } from '../../src/keyspace/expiry-cycle.ts';
import { IndexTidy } from '../../src/keyspace/index-tidy.ts';
import { Keyspace } from '../../src/keyspace/keyspace.ts';
import { walkTable } from '../../src/keyspace/scan.ts';
import { copyEntry, moveEntry, renameEntry } from '../../src/keyspace/transfer.ts';
import type { World } from '../../src/keyspace/world.ts';
import type { MaxmemoryPolicy } from '../../src/settings/memory-settings.ts';
import { setKey, testWorld, words } from './keyspace.ts';

const DATABASES = 3;
const KEYS = 60;
const LENGTHS = [0, 1, 7, 8, 20, 33, 120, 1000, 70_000, 70_100];
const POLICIES: readonly MaxmemoryPolicy[] = [
  'allkeys-lru',
  'allkeys-lfu',
  'allkeys-random',
  'volatile-lru',
  'volatile-random',
  'volatile-ttl',
];

const ACTIONS = [
  'set',
  'set',
  'setExpiring',
  'setKeeping',
  'append',
  'append',
  'setRange',
  'setRange',
  'setBig',
  'expire',
  'expire',
  'persist',
  'persist',
  'remove',
  'get',
  'rename',
  'rename',
  'move',
  'move',
  'copy',
  'swap',
  'flushOne',
  'flushAll',
  'lazyFree',
  'squeeze',
  'squeeze',
  'wait',
  'expiryCycle',
  'evict',
  'tidy',
  'insertMany',
] as const;
type Action = (typeof ACTIONS)[number];

/** One change of a load; what `a`, `b` and `n` mean depends on the action. */
export interface LoadStep {
  readonly action: Action;
  readonly a: number;
  readonly b: number;
  readonly n: number;
}

export const loadStep: fc.Arbitrary<LoadStep> = fc.record({
  action: fc.constantFrom(...ACTIONS),
  a: fc.nat({ max: KEYS * DATABASES - 1 }),
  b: fc.nat({ max: KEYS * DATABASES - 1 }),
  n: fc.nat({ max: 255 }),
});

/** A keyspace under everything that can happen to it at once: writes, expiry, eviction, FLUSHALL, SWAPDB, splits. */
export class KeyspaceLoad {
  readonly world: World = testWorld(16);
  readonly keyspace: Keyspace;
  readonly #cycle: ExpiryCycle;
  readonly #eviction: Eviction;
  readonly #tidy: IndexTidy;
  #inserted = 0;

  constructor(preloaded: number) {
    this.keyspace = new Keyspace(this.world, DATABASES);
    let readingMs = 0;
    const clock = { monotonicMs: () => (readingMs += 0.01) };
    this.#cycle = new ExpiryCycle(this.world, this.keyspace.databases, clock);
    this.#eviction = new Eviction(this.keyspace, clock);
    this.#tidy = new IndexTidy(this.keyspace.databases);
    for (let i = 0; i < preloaded; i++) {
      const value = 'v'.repeat(LENGTHS[i % 8] ?? 0);
      const expiresAtMs = i % 3 === 0 ? this.world.nowMs + 100 + i * 10 : undefined;
      setKey(this.#database(i), keyName(i), value, expiresAtMs);
    }
  }

  apply(step: LoadStep): void {
    this.#actions[step.action](step);
  }

  /** Everything there is, expired or not: `database:key` to type, expiry and value. */
  contents(): Map<string, string> {
    const contents = new Map<string, string>();
    for (const db of this.keyspace.databases) {
      walkTable(db.table, (address) => {
        const name = `${db.index}:${text(db.key(address))}`;
        const value = digest(db.value(address).view());
        contents.set(name, describe(db.kind(address), db.expiryMs(address), value));
      });
    }
    return contents;
  }

  #database(n: number): Database {
    const db = this.keyspace.databases[n % DATABASES];
    if (db === undefined) throw new Error('no such database');
    return db;
  }

  #find(n: number): { readonly db: Database; readonly address: number } {
    const db = this.#database(n);
    return { db, address: db.peek(words('x', keyName(n)), 1) };
  }

  /** Changes the entry of key `a`, if there is one. */
  #change(n: number, change: (db: Database, address: number) => void): void {
    const { db, address } = this.#find(n);
    if (address !== 0) change(db, address);
  }

  readonly #actions: Record<Action, (step: LoadStep) => void> = {
    set: ({ a, n }) => setKey(this.#database(a), keyName(a), `${n}`.repeat(n % 9)),
    setExpiring: ({ a, n }) =>
      setKey(this.#database(a), keyName(a), `${n}`, this.world.nowMs + n * 8),
    setKeeping: ({ a, n }) => {
      const db = this.#database(a);
      const placed = db.placeKeepingExpiry(words('x', keyName(a)), 1, 0, n);
      db.value(placed).view().fill(n);
    },
    setBig: ({ a, n }) => setKey(this.#database(a), keyName(a), `${n % 10}`.repeat(70_000 + n)),
    append: ({ a, n }) =>
      this.#change(a, (db, address) => {
        const { length } = db.value(address);
        const value = db.value(db.resize(address, length + n));
        value.view().fill(n, length);
      }),
    setRange: ({ a, n }) =>
      this.#change(a, (db, address) => {
        db.beforeWriteInPlace(address);
        const value = db.value(address).view();
        value.fill(n, value.length >> 1);
      }),
    expire: ({ a, n }) =>
      this.#change(a, (db, address) => db.setExpiry(address, this.world.nowMs + n)),
    persist: ({ a }) => this.#change(a, (db, address) => db.clearExpiry(address)),
    remove: ({ a }) => this.#change(a, (db, address) => db.remove(address, Events.del)),
    get: ({ a }) => this.#find(a),
    rename: ({ a, b }) => {
      const other = (b - (b % DATABASES) + (a % DATABASES)) % (KEYS * DATABASES);
      if (keyName(other) === keyName(a)) return;
      this.#change(a, (db, address) =>
        renameEntry(db, address, { args: words('x', keyName(other)), word: 1 }),
      );
    },
    move: ({ a, b }) =>
      this.#change(a, (db, address) => {
        const to = this.#database(b);
        if (to !== db && to.peek(words('x', keyName(a)), 1) === 0) moveEntry(db, address, to);
      }),
    copy: ({ a, b }) =>
      this.#change(a, (db, address) => {
        const to = this.#database(b);
        if (to === db && keyName(a) === keyName(b)) return;
        copyEntry(db, address, { db: to, args: words('x', keyName(b)), word: 1 });
      }),
    swap: ({ a, b }) => this.keyspace.swap(this.#database(a), this.#database(b)),
    flushOne: ({ a, n }) => this.keyspace.flush(this.#database(a), n % 2 === 0 ? 'sync' : 'async'),
    flushAll: ({ n }) => this.keyspace.flush('all', n % 2 === 0 ? 'sync' : 'async'),
    lazyFree: ({ n }) => this.keyspace.lazyFree.step(n),
    squeeze: () => this.keyspace.lazyFree.squeeze(),
    wait: ({ n }) => this.world.startTurn(this.world.nowMs + n),
    expiryCycle: () => {
      this.#cycle.startPeriod(100);
      while (this.#cycle.step());
    },
    evict: ({ a, n }) => {
      const { memory, slabs } = this.world;
      memory.maxmemoryPolicy = POLICIES[a % POLICIES.length] ?? 'allkeys-lru';
      memory.maxmemoryBytes = Math.max(1, slabs.usedBytes - n * 8);
      this.world.limitsChanged();
      this.#eviction.perform(0);
      memory.maxmemoryBytes = 0;
      this.world.limitsChanged();
    },
    tidy: ({ n }) => this.#tidy.step(n),
    insertMany: ({ a, n }) => {
      for (let i = 0; i < n % 64; i++) setKey(this.#database(a), `new:${this.#inserted++}`, 'x');
    },
  };
}

/** Names of 3 lengths, so that renaming changes sizes. */
function keyName(n: number): string {
  const number = Math.floor(n / DATABASES) % KEYS;
  return `key:${number}`.padEnd(4 + (number % 3) * 9, '.');
}

export function describe(kind: number, expiryMs: number, value: string): string {
  return `kind ${kind} expires ${expiryMs} value ${value}`;
}

export function digest(bytes: Uint8Array): string {
  if (bytes.length < 64) return Buffer.from(bytes).toString('latin1');
  return createHash('sha1').update(bytes).digest('hex');
}

export function text(range: ByteRange): string {
  return Buffer.from(range.view()).toString('latin1');
}
