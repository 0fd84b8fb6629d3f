import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { startCasemateServer } from '../support/casemate-server.ts';
import { startValkeyServer } from '../support/redis-server.ts';
import { startServerPair } from '../support/server-pair.ts';
import { compareEnsembles, type Players, type TwoServers } from './ensemble.ts';

const PLAYERS: Players = { a: 2, b: 3, c: 2, d: 3, e: 2 };
/** Whoever may have to wait; e never does. */
const waiting = fc.constantFrom('a', 'b', 'c', 'd');

/** The same interleavings every time; CASEMATE_RANDOM_RUNS=1000 tries as many new ones. */
const moreRuns = process.env['CASEMATE_RANDOM_RUNS'];
const how =
  moreRuns === undefined ? { numRuns: 20, seed: 20_261_121 } : { numRuns: Number(moreRuns) };

const key = fc.constantFrom('x', 'y', 'z');
const side = fc.constantFrom('LEFT', 'RIGHT');
const where = fc.constantFrom('MIN', 'MAX');
const count = fc.integer({ min: 1, max: 4 }).map(String);
const value = fc.integer({ min: 0, max: 99 }).map(String);

function words(...parts: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> {
  const all = parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part));
  return fc.tuple(...all).map((texts) => texts.join(' '));
}

function several(one: fc.Arbitrary<string>, most: number): fc.Arbitrary<string> {
  return fc.array(one, { minLength: 1, maxLength: most }).map((texts) => texts.join(' '));
}

/** Calls that wait for one key: those 7.0 serves as 7.2 does. */
const waitForOne = fc.oneof(
  words(fc.constantFrom('BLPOP', 'BRPOP', 'BZPOPMIN', 'BZPOPMAX'), key, '0'),
  words('BLMOVE', key, key, side, side, '0'),
  words('BRPOPLPUSH', key, key, '0'),
  words('BLMPOP 0 1', key, side, 'COUNT', count),
  words('BZMPOP 0 1', key, where, 'COUNT', count),
);

const waitForMany = fc.oneof(
  words(fc.constantFrom('BLPOP', 'BRPOP', 'BZPOPMIN', 'BZPOPMAX'), several(key, 3), '0'),
  words('BLMPOP 0 2', key, key, side, 'COUNT', count),
  words('BZMPOP 0 3', key, key, key, where),
);

const change = fc.oneof(
  { weight: 4, arbitrary: words(fc.constantFrom('RPUSH', 'LPUSH'), key, several(value, 3)) },
  { weight: 2, arbitrary: words('ZADD', key, value, value, value, value) },
  words('SET', key, value),
  words('DEL', several(key, 3)),
  words('RENAME', key, key),
  words('COPY', key, key, 'REPLACE'),
  words(fc.constantFrom('LPOP', 'ZPOPMIN', 'RPOP'), key),
  words('LRANGE', key, '0 -1'),
  words('ZRANGE', key, '0 -1'),
);

const disturbance = fc.oneof(
  waiting.map((name) => `CLIENT UNBLOCK {${name}}`),
  waiting.map((name) => `CLIENT UNBLOCK {${name}} ERROR`),
  fc.constant('FLUSHALL'),
);

/** Lines of an ensemble. */
function interleaving(wait: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const queue = fc.array(change, { minLength: 1, maxLength: 4 });
  const line = fc.oneof(
    { weight: 5, arbitrary: words(waiting, wait) },
    { weight: 4, arbitrary: words('e', change) },
    { weight: 2, arbitrary: queue.map((calls) => `e MULTI ; ${calls.join(' ; ')} ; EXEC`) },
    words('e', disturbance),
    words(waiting, 'MULTI ;', wait, '; EXEC'),
  );
  return fc.array(line, { minLength: 5, maxLength: 14 }).map((lines) => lines.join('\n'));
}

async function compare(
  context: TestContext,
  servers: TwoServers,
  wait: fc.Arbitrary<string>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(interleaving(wait), (text) =>
      compareEnsembles(context, servers, { players: PLAYERS, text }),
    ),
    how,
  );
}

test('clients that wait for a key each are served as in redis-server, whatever others do', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  await compare(context, { expected: pair.redis, actual: pair.casemate }, waitForOne);
});

test('clients that wait for several keys are served as in 7.2', async (context) => {
  const valkey = await startValkeyServer(context);
  if (valkey === undefined) return;
  const casemate = await startCasemateServer(context, { configLines: [] });
  await compare(context, { expected: valkey, actual: casemate }, fc.oneof(waitForOne, waitForMany));
});
