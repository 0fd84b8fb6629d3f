import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectTo, startDropIn } from '../support/drop-in.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { textReply } from '../support/text-reply.ts';

const NAME = 'monitoring';
const SCRAPER =
  'user monitoring on >monitoring-has-a-long-one +ping +info +dbsize +slowlog|get +slowlog|len +latency|latest +latency|histogram +client|setname';

test(`${NAME}: whoever scrapes as default can read passwords at Redis; a user of its own reads numbers only (guide 0 §8.3)`, async (context) => {
  const redis = await startRedisServer(context, ['masterauth secret-of-the-primary']);
  if (redis === undefined) return;
  const theirs = await redis.connect();
  const shown = await theirs.call('CONFIG', 'GET', 'masterauth');
  assert.deepEqual(shown, ['masterauth', 'secret-of-the-primary'], 'the attack itself');

  const { program, port } = await startDropIn(context, [
    'requirepass owner-has-a-long-one',
    SCRAPER,
  ]);
  await program.ready();
  const owner = await connectTo(context, port);
  await owner.call('AUTH', 'owner-has-a-long-one');
  await owner.call('SET', 'precious', '1');
  const scraper = await connectTo(context, port);
  await scraper.call('AUTH', 'monitoring', 'monitoring-has-a-long-one');
  // What the guide wants to see: memory, commands, keys.
  const info = await textReply(scraper, 'INFO', 'everything');
  for (const field of [
    /used_memory:\d+/,
    /cmdstat_set:calls=1,/,
    /db0:keys=1,/,
    /connected_clients:2/,
  ])
    assert.match(info, field);
  assert.equal((await scraper.reply('SLOWLOG', 'GET', '10')).type, 'array');
  assert.equal((await scraper.reply('LATENCY', 'LATEST')).type, 'array');
  const attempts = [
    'CONFIG GET masterauth',
    'GET precious',
    'KEYS *',
    'MONITOR',
    'CLIENT KILL TYPE normal',
    'SLOWLOG RESET',
    'ACL LIST',
  ];
  for (const line of attempts)
    await assert.rejects(scraper.call(...line.split(' ')), /NOPERM/, line);
});
