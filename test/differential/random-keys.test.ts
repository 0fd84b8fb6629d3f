import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { NEWER_THAN_THE_ORACLE } from '../contract/command-differences.ts';
import { SAMPLED, sampleFor } from '../support/command-samples.ts';
import { startServerPair } from '../support/server-pair.ts';

const RUNS = Number(process.env['RUNS'] ?? 150);
const BATCH = 40;

/** Numbers of keys that are right, wrong, and meant to wrap around. */
const numbers = fc.constantFrom(
  ...['0', '1', '2', '3', '-1', '-2', '-0', '+1', '01', '1.0', ' 1', ''],
  ...['2147483647', '2147483648', '-2147483648', '4294967297', '-4294967295'],
  ...['9223372036854775807', '-9223372036854775808', '18446744073709551617', '1e1'],
);
const keywords = fc.constantFrom(
  ...['STORE', 'store', 'STOREDIST', 'BY', 'by', 'GET', 'get', '#', 'LIMIT', 'ALPHA', 'DESC'],
  ...['WEIGHTS', 'AGGREGATE', 'SUM', 'COUNT', 'LEFT', 'MIN', 'NX', 'XX', 'KEEPTTL', 'EX', 'PX'],
  ...['PERSIST', 'DB', 'REPLACE', 'SET', 'INCRBY', 'OVERFLOW', 'WRAP', 'u8', 'KEYS', 'STREAMS'],
);
const word = fc.oneof(fc.constantFrom('a', 'b', 'k:1', 'by_*', 'a->b'), numbers, keywords);

const NAMES = SAMPLED.filter((name) => !NEWER_THAN_THE_ORACLE.includes(name));
/** Their keys are counted or stand behind options. */
const COUNTING = NAMES.filter((name) => /mpop|z.*(union|inter|diff)|sintercard|sort/.test(name));

/** A sample with some of its words exchanged, and others behind it or left out. */
const request: fc.Arbitrary<string[]> = fc
  .record({
    name: fc.oneof(fc.constantFrom(...NAMES), fc.constantFrom(...COUNTING)),
    exchanged: fc.array(fc.tuple(fc.nat({ max: 5 }), word), { maxLength: 3 }),
    more: fc.array(word, { maxLength: 5 }),
    kept: fc.nat({ max: 9 }),
  })
  .map(({ name, exchanged, more, kept }) => {
    const words = sampleFor(name)?.line.split(' ') ?? [];
    const first = name.split('|').length;
    for (const [place, other] of exchanged) {
      if (first + place < words.length) words[first + place] = other;
    }
    return [...words.slice(0, first + kept), ...more];
  });

const REFUSED = '-ERR Invalid arguments specified for command\r\n';

/** Redis reads a number of keys with atoi here, and as a number in the command itself, which refuses it. */
function isOddNumber(text: string): boolean {
  return /^[\s+-]?\d/.test(text) && String(Number(text) | 0) !== text;
}

/** Of a destination and zero sources Redis finds no key; Casemate asks for the right to the destination. */
function storesNothing(words: readonly string[]): boolean {
  return (words[2] ?? '').endsWith('STORE') && words[4] === '0';
}

/** 7.2 has WITHSCORE. */
function isLongRank(words: readonly string[]): boolean {
  return /^Z(REV)?RANK$/.test(words[2] ?? '') && words.length > 5;
}

/** Redis takes the name of a destination for an option once more: `STORE store ALPHA` is `ALPHA` to its ACL. */
function storesToOption(words: readonly string[]): boolean {
  return / STORE (LIMIT|GET|BY|STORE)\b/i.test(words.join(' '));
}

test('the keys of any request are those that redis-server finds', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const clients = await Promise.all([pair.redis.connect(), pair.casemate.connect()]);
  let found = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: BATCH }), async (requests) => {
      const asked = requests.flatMap((words) => [
        ['COMMAND', 'GETKEYS', ...words],
        ['COMMAND', 'GETKEYSANDFLAGS', ...words],
      ]);
      const wire = Buffer.concat(asked.map((words) => encodeCommand(words)));
      const [expected = [], actual = []] = await Promise.all(
        clients.map((client) => client.rawReplies(wire, asked.length)),
      );
      for (const [index, words] of asked.entries()) {
        const theirs = Buffer.from(expected[index] ?? []).toString('latin1');
        const ours = Buffer.from(actual[index] ?? []).toString('latin1');
        if (theirs.startsWith('*')) found++;
        if (ours === REFUSED && words.some(isOddNumber)) continue;
        if (theirs.startsWith('-') && storesNothing(words)) continue;
        if (isLongRank(words) || storesToOption(words)) continue;
        assert.equal(ours, theirs, words.join(' '));
      }
    }),
    { numRuns: RUNS },
  );
  assert.ok(found > RUNS);
});

test('SORT into a key that is called like an option asks for that key, which redis-server does not', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const sorted = await Promise.all(
    [pair.redis, pair.casemate].map(async (server) => {
      const owner = await server.connect();
      await owner.call('RPUSH', 'list', '1');
      await owner.call(...['ACL', 'SETUSER', 'alice', 'on', '>x', '+sort', '~list', '~alpha']);
      const alice = await server.connect({ username: 'alice', password: 'x' });
      const reply = await alice.raw(encodeCommand(['SORT', 'list', 'STORE', 'store', 'alpha']));
      return [reply, await owner.call('EXISTS', 'store')];
    }),
  );
  assert.deepEqual(sorted, [
    [':1\r\n', 1],
    ['-NOPERM No permissions to access a key\r\n', 0],
  ]);
});
