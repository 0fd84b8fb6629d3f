import { Redis } from 'ioredis';
import { RateLimiterRedisNonAtomic } from 'rate-limiter-flexible';

/** Requests of a client are counted in a transaction, and refused when there are too many. */
export async function run({ url, note }) {
  const client = new Redis(url, { maxRetriesPerRequest: 1 });
  const limiter = new RateLimiterRedisNonAtomic({
    storeClient: client,
    points: 3,
    duration: 60,
    keyPrefix: 'rl',
  });
  const consume = (key, points) =>
    limiter.consume(key, points).then(
      ({ remainingPoints, consumedPoints }) => ['in', remainingPoints, consumedPoints],
      (refused) => ['out', refused.remainingPoints, refused.consumedPoints],
    );
  for (let i = 0; i < 5; i++) note(`request ${i}`, await consume('ann', 1));
  note('another', await consume('bob', 2));
  await limiter.penalty('bob', 1);
  note('penalty', await consume('bob', 1));
  await limiter.reward('bob', 3);
  note('reward', (await limiter.get('bob')).consumedPoints);
  await limiter.block('eve', 100);
  note('blocked', await consume('eve', 1).then(([verdict]) => verdict));
  note('deleted', await limiter.delete('ann'));
  note('again', await consume('ann', 1));
  note('ttl', (await client.pttl('rl:ann')) > 50_000);
  client.disconnect();
}
