import { test } from 'node:test';
import fc from 'fast-check';
import { startServerPair } from '../support/server-pair.ts';
import { type Client, compareSteps } from './compare.ts';
import { dump, exactly, exactRequest, part } from './random-requests.ts';

/** The same sequences every time; CASEMATE_RANDOM_RUNS=10000 tries as many new ones. */
const moreRuns = process.env['CASEMATE_RANDOM_RUNS'];
const how =
  moreRuns === undefined ? { numRuns: 150, seed: 20_240_601 } : { numRuns: Number(moreRuns) };

test('random sequences answer and end as in redis-server', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  for (const protocol of [2, 3] as const) {
    const [redis, casemate] = await Promise.all([
      pair.redis.connect({ protocol }),
      pair.casemate.connect({ protocol }),
    ]);
    const sequence = fc.array(part, { minLength: 3, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(sequence, async (parts) => {
        await Promise.all([redis, casemate].map((client) => begin(client, protocol)));
        await compareSteps(redis, casemate, [
          ...parts.flat(),
          exactly(['HELLO', String(protocol)]),
          ...dump,
        ]);
      }),
      how,
    );
  }
});

test('two clients at the data of each other, between WATCH and EXEC too, are answered as in redis-server', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const [mine, others] = await Promise.all(
    [0, 1].map(() => Promise.all([pair.redis.connect(), pair.casemate.connect()])),
  );
  if (mine === undefined || others === undefined) return;
  const few = fc.array(exactRequest, { maxLength: 4 });
  const watched = fc.subarray(['a', 'b', 'c', 'd'], { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(few, watched, few, few, async (before, keys, between, queue) => {
      await Promise.all([...mine, ...others].map((client) => begin(client, 2)));
      await compareSteps(
        ...mine,
        [...before, ['SELECT', '0'], ['WATCH', ...keys], ['MULTI']].map(exactly),
      );
      await compareSteps(...others, between.map(exactly));
      await compareSteps(...mine, [...queue, ['PING'], ['EXEC']].map(exactly));
      await compareSteps(...mine, dump);
    }),
    how,
  );
});

async function begin(client: Client, protocol: 2 | 3): Promise<void> {
  await client.call('RESET');
  await client.call('HELLO', String(protocol));
  await client.call('FLUSHALL');
}
