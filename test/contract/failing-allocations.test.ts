import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { OutOfMemory } from '../../src/memory/out-of-memory.ts';
import { ReplyTooLarge } from '../../src/resp/reply.ts';
import { SAMPLE_DATA, sampleFor } from '../support/command-samples.ts';
import { InstanceStand, type StandClient } from '../support/instance-stand.ts';

/**
 * For every writing command: the first, second, third … piece of memory that it asks for isn't there, and so for room in
 * its reply. Whenever that happens, it must have done nothing or everything, told of what it did, lost no memory and left nothing broken.
 */

/** No request here asks for memory so often. */
const FAILURES_MAX = 400;
/** Collections of more elements are big ones, so that all of them change their form. */
const SMALL_ENTRIES_MAX = 2;

const LONG = 'x'.repeat(100_000);
const letters = (count: number, with_ = ''): string =>
  Array.from({ length: count }, (_, i) => `${with_}member:${i}`).join(' ');
const scored = (count: number): string =>
  Array.from({ length: count }, (_, i) => `${i} member:${i}`).join(' ');

/** What the samples don't do: many elements, long values, elements that are taken, whole values that are moved. */
const MORE: readonly (readonly [line: string, ...setup: string[]])[] = [
  ['MSET k:1 a k:new b k:2 c k:newer d'],
  ['MSETNX k:a a k:b b k:c c'],
  [`SET k:1 ${LONG} GET`],
  [`APPEND k:1 ${LONG}`],
  ['SETRANGE k:1 70000 x'],
  ['SETBIT k:new 1000000 1'],
  ['BITFIELD k:1 SET u8 0 7 SET u8 100000 7 INCRBY u16 200000 5'],
  ['BITOP OR k:2 k:1 k:new k:long', `SET k:long ${LONG}`],
  ['GETSET k:long v', `SET k:long ${LONG}`],
  ['SET k:1 v KEEPTTL GET'],
  [`RPUSH k:list ${letters(40)}`, 'RPUSH k:list a b c'],
  [`LPUSH k:list ${LONG} a ${LONG}`, 'RPUSH k:list a'],
  ['LPOP k:list 7', `RPUSH k:list ${letters(20)}`],
  ['RPOP k:list 20', `RPUSH k:list ${letters(20)}`],
  ['LMPOP 2 k:none k:list RIGHT COUNT 5', `RPUSH k:list ${letters(20)}`],
  ['LREM k:list 0 a', 'RPUSH k:list a b a c a d a'],
  ['LTRIM k:list 3 8', `RPUSH k:list ${letters(20)}`],
  [`LSET k:list 3 ${LONG}`, `RPUSH k:list ${letters(8)}`],
  [`LINSERT k:list AFTER member:3 ${LONG}`, `RPUSH k:list ${letters(8)}`],
  ['LMOVE k:list k:list RIGHT LEFT', `RPUSH k:list ${letters(8)}`],
  ['RPOPLPUSH k:list k:other', 'RPUSH k:list a', `RPUSH k:other ${letters(8)}`],
  ['COPY k:list k:new', `RPUSH k:list ${letters(20)}`],
  ['COPY k:list k:other REPLACE', `RPUSH k:list ${letters(20)}`, `RPUSH k:other ${letters(9)}`],
  ['RENAME k:list k:1', `RPUSH k:list ${letters(20)}`],
  ['MOVE k:list 1', `RPUSH k:list ${letters(20)}`],
  ['SORT k:list ALPHA STORE k:list', `RPUSH k:list ${letters(20)}`],
  [`SADD k:set ${letters(20)}`, 'SADD k:set 1 2'],
  ['SADD k:set 3 4 5 100000000000', 'SADD k:set 1 2'],
  ['SPOP k:set 9', `SADD k:set ${letters(9)}`],
  ['SREM k:set member:1 member:2 member:3', `SADD k:set ${letters(9)}`],
  ['SMOVE k:set k:other member:1', `SADD k:set ${letters(9)}`, 'SADD k:other 1 2'],
  ['SUNIONSTORE k:1 k:set k:other', `SADD k:set ${letters(9)}`, 'SADD k:other 1 2'],
  ['SINTERSTORE k:set k:set k:other', `SADD k:set ${letters(9)}`, 'SADD k:other member:1'],
  ['SDIFFSTORE k:new k:set k:other', `SADD k:set ${letters(9)}`, 'SADD k:other member:1'],
  ['COPY k:set k:new', `SADD k:set ${letters(20)}`],
  ['COPY k:set k:other REPLACE', `SADD k:set ${letters(20)}`, `SADD k:other ${letters(9)}`],
  [`HSET k:hash ${scored(20)}`, 'HSET k:hash 0 a 1 b'],
  [`HSET k:hash a ${LONG} b 1`, 'HSET k:hash a 1 c 2'],
  ['HDEL k:hash 1 2 3', `HSET k:hash ${scored(9)}`],
  ['HINCRBYFLOAT k:hash f 1.5', `HSET k:hash ${scored(9)}`],
  ['COPY k:hash k:new', `HSET k:hash ${scored(20)}`],
  ['COPY k:hash k:other REPLACE', `HSET k:hash ${scored(20)}`, `HSET k:other ${scored(9)}`],
  [`ZADD k:zset CH ${scored(20)}`, 'ZADD k:zset 9 member:1 8 b'],
  ['ZADD k:zset GT CH 5 member:1 6 member:2 7 new', `ZADD k:zset ${scored(9)}`],
  ['ZPOPMIN k:zset 5', `ZADD k:zset ${scored(9)}`],
  ['ZPOPMAX k:zset 9', `ZADD k:zset ${scored(9)}`],
  ['ZMPOP 1 k:zset MAX COUNT 4', `ZADD k:zset ${scored(9)}`],
  ['ZREM k:zset member:1 member:2 member:3', `ZADD k:zset ${scored(9)}`],
  ['ZREMRANGEBYRANK k:zset 2 6', `ZADD k:zset ${scored(9)}`],
  ['ZINCRBY k:zset 5 member:2', `ZADD k:zset ${scored(9)}`],
  ['ZUNIONSTORE k:1 2 k:zset k:other', `ZADD k:zset ${scored(9)}`, 'ZADD k:other 1 x'],
  ['ZINTERSTORE k:zset 2 k:zset k:other', `ZADD k:zset ${scored(9)}`, 'ZADD k:other 1 member:1'],
  ['ZDIFFSTORE k:new 2 k:zset k:other', `ZADD k:zset ${scored(9)}`, 'ZADD k:other 1 member:1'],
  ['ZRANGESTORE k:new k:zset 1 7', `ZADD k:zset ${scored(9)}`],
  ['COPY k:zset k:new', `ZADD k:zset ${scored(20)}`],
  ['COPY k:zset k:other REPLACE', `ZADD k:zset ${scored(20)}`, `ZADD k:other ${scored(9)}`],
];

/** Of several keys, members or fields those before the refusal may be set, one by one, and are told of. */
const IN_PARTS = /^(MSET|SADD|HSET|HMSET|ZADD) /;

interface Request {
  readonly line: string;
  readonly setup: readonly string[];
}

function requests(stand: InstanceStand): Request[] {
  const rows = stand.instance.table.rows.filter(
    (row) => row.writes && row.command.run !== undefined,
  );
  const sampled = rows.map((row) => sampleFor(row.fullName));
  return [
    ...sampled.filter((sample) => sample !== undefined),
    ...MORE.map(([line, ...setup]) => ({ line, setup })),
  ].map(({ line, setup = [] }) => ({ line, setup }));
}

/** Counts what is asked for while it is armed, and refuses one of them. */
class Refusals {
  count = 0;
  /** Up to where a reply has its room. */
  granted = 0;
  #refused = 0;

  arm(refused: number): void {
    this.count = this.granted = 0;
    this.#refused = refused;
  }

  disarm(): void {
    this.#refused = 0;
  }

  ask(error: () => Error): void {
    if (this.#refused === 0) return;
    this.count++;
    if (this.count === this.#refused) throw error();
  }
}

function refuseMemory(context: TestContext, stand: InstanceStand): Refusals {
  const refusals = new Refusals();
  const noMemory = (): Error => new OutOfMemory('refused by the test');
  const { slabs } = stand.instance.world;
  const allocate = slabs.allocate.bind(slabs);
  slabs.allocate = (length) => {
    refusals.ask(noMemory);
    return allocate(length);
  };
  const resizeInPlace = slabs.resizeInPlace.bind(slabs);
  slabs.resizeInPlace = (address, from, to) => {
    if (slabs.isBig(address)) refusals.ask(noMemory);
    return resizeInPlace(address, from, to);
  };
  // Indexes are arrays of their own.
  const Real = globalThis.ArrayBuffer;
  context.after(() => (globalThis.ArrayBuffer = Real));
  globalThis.ArrayBuffer = class extends Real {
    constructor(bytes = 0) {
      refusals.ask(() => new RangeError('Array buffer allocation failed'));
      super(bytes);
    }
  };
  return refusals;
}

function refuseRoom(stand: InstanceStand): Refusals {
  const refusals = new Refusals();
  const { reply } = stand.instance.engine.call;
  const reserve = reply.reserve.bind(reply);
  const expect = reply.expect.bind(reply);
  // What has been asked for is there.
  const ask = (length: number): void => {
    if (reply.at + length <= refusals.granted) return;
    refusals.ask(() => new ReplyTooLarge());
    refusals.granted = reply.at + length;
  };
  reply.reserve = (length) => {
    ask(length);
    reserve(length);
  };
  reply.expect = (length) => {
    ask(length);
    expect(length);
  };
  return refusals;
}

/** Everything that can be seen of the data. */
async function picture(client: StandClient): Promise<string> {
  const seen = [await client.say('DEBUG', 'DIGEST')];
  for (const database of ['1', '0']) {
    await client.say('SELECT', database);
    const keys = (await client.say('KEYS', '*'))
      .split('\r\n')
      .filter((word) => word.startsWith('k:'));
    for (const key of keys.sort()) {
      seen.push(database, key, await client.say('PEXPIRETIME', key), await client.say('TYPE', key));
    }
  }
  return seen.join('');
}

class Trial {
  readonly #stand: InstanceStand;
  readonly #client: StandClient;
  readonly #refusals: Refusals;
  readonly #error: RegExp;

  constructor(stand: InstanceStand, refusals: Refusals, error: RegExp) {
    this.#stand = stand;
    this.#client = stand.connect();
    this.#refusals = refusals;
    this.#error = error;
  }

  /** The request with each thing that it asks for refused in turn. Gives back how many there are. */
  async run(request: Request): Promise<number> {
    const words = request.line.split(' ');
    const empty = await this.#prepare([]);
    const start = await this.#prepare(request.setup);
    const before = await picture(this.#client);
    const afters = await this.#outcomes(request);
    assert.ok(!afters.has(before) || start === this.#dirty, 'the request changes nothing');
    for (let refused = 1; ; refused++) {
      assert.ok(refused < FAILURES_MAX, 'there is no end of what it asks for');
      await this.#prepare(request.setup);
      const { dirty } = this.#stand.instance.world.changes;
      this.#refusals.arm(refused);
      const reply = await this.#client.say(...words);
      this.#refusals.disarm();
      const now = await picture(this.#client);
      const isRefused = this.#refusals.count >= refused;
      const told = `${refused}: ${reply.slice(0, 100)}`;
      const isHalf = now !== before && !afters.has(now);
      assert.ok(!isHalf || IN_PARTS.test(request.line), `half of it is done, ${told}`);
      if (reply.startsWith('-')) assert.match(reply, this.#error, told);
      else assert.ok(afters.has(now), `it isn't done, ${told}`);
      if (now !== before) assert.ok(this.#dirty > dirty, `nobody is told of it, ${told}`);
      assert.equal(await this.#prepare([]), empty, `memory is lost, ${told}`);
      if (!isRefused) return refused - 1;
    }
  }

  get #dirty(): number {
    return this.#stand.instance.world.changes.dirty;
  }

  /** What may come of it: of some requests by chance. */
  async #outcomes({ line, setup }: Request): Promise<Set<string>> {
    const found = new Set<string>();
    const runs = line.startsWith('SPOP') ? 60 : 1;
    for (let i = 0; i < runs; i++) {
      await this.#prepare(setup);
      const reply = await this.#client.say(...line.split(' '));
      assert.doesNotMatch(reply, /^-/);
      found.add(await picture(this.#client));
    }
    return found;
  }

  /** The data that requests meet, and how much memory nothing at all takes. */
  async #prepare(setup: readonly string[]): Promise<number> {
    await this.#client.say('FLUSHALL', 'SYNC');
    const used = this.#stand.instance.world.slabs.usedBytes;
    for (const line of [...SAMPLE_DATA, ...setup]) {
      assert.doesNotMatch(await this.#client.say(...line.split(' ')), /^-/, line.slice(0, 80));
    }
    return used;
  }
}

const STANDS: readonly (readonly [string, () => InstanceStand])[] = [
  ['small collections', () => makeStand(128)],
  ['big collections', () => makeStand(SMALL_ENTRIES_MAX)],
];

function makeStand(entriesMax: number): InstanceStand {
  return new InstanceStand(({ security, encoding }) => {
    security.enableDebugCommand = 'yes';
    encoding.listMaxListpackSize = entriesMax;
    encoding.hashMaxListpackEntries = entriesMax;
    encoding.setMaxIntsetEntries = entriesMax;
    encoding.setMaxListpackEntries = entriesMax;
    encoding.zsetMaxListpackEntries = entriesMax;
  });
}

async function tryAll(trial: Trial, some: readonly Request[], context: TestContext): Promise<void> {
  const failures: string[] = [];
  let refusals = 0;
  for (const request of some) {
    try {
      refusals += await trial.run(request);
    } catch (error) {
      failures.push(`${request.line.slice(0, 70)}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  context.diagnostic(`${refusals} refusals`);
  assert.ok(failures.length === 0, `\n${failures.join('\n')}`);
  assert.ok(refusals > some.length / 2);
}

for (const [name, make] of STANDS) {
  test(`a command that finds no memory has done nothing or everything: ${name}`, async (context) => {
    const stand = make();
    const trial = new Trial(stand, refuseMemory(context, stand), /^-OOM /);
    await tryAll(trial, requests(stand), context);
  });

  test(`a command whose reply finds no room has done nothing or everything: ${name}`, async (context) => {
    const stand = make();
    const trial = new Trial(stand, refuseRoom(stand), /^-ERR the reply would be larger/);
    await tryAll(trial, requests(stand), context);
  });
}
