import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { startCasemateServer } from '../support/casemate-server.ts';
import { textReply } from '../support/text-reply.ts';

const NAME = 'glob, regex and pattern blow-up';
const TEXT = 'a'.repeat(5000);
/** Each costs a backtracking matcher more steps than there are atoms. */
const PATTERNS = [
  `${'a*'.repeat(500)}b`,
  `${'*a'.repeat(500)}*b`,
  `${'[a-z]*'.repeat(500)}[!a]`,
  `${'?*'.repeat(900)}b`,
  `*${'?'.repeat(500)}b*${'?'.repeat(500)}b`,
  `${'*'.repeat(50_000)}!`,
  `${'[^b]*'.repeat(400)}\\b`,
  '['.repeat(20_000),
  `${'\\*'.repeat(20_000)}*`,
];

// The proof is that the answers come at all: the backtracking matcher would not have finished when the sun burns out.
test(`${NAME}: patterns of clients cost bounded work wherever they are matched`, async (context) => {
  const server = await startCasemateServer(context, { configLines: [] });
  const client = await server.connect();
  for (let i = 0; i < 20; i++) await client.call('SET', `${TEXT}${i}`, 'x');
  for (const pattern of PATTERNS) {
    assert.deepEqual(await client.call('KEYS', pattern), []);
    assert.deepEqual(await client.call('SCAN', '0', 'MATCH', pattern, 'COUNT', '100'), ['0', []]);
    assert.deepEqual(await client.call('CONFIG', 'GET', pattern), []);
    assert.deepEqual(await client.call('COMMAND', 'LIST', 'FILTERBY', 'PATTERN', pattern), []);
  }
  const many = PATTERNS.flatMap((pattern) => Array.from({ length: 20 }, () => pattern));
  assert.deepEqual(await client.call('CONFIG', 'GET', ...many), []);
});

test(`${NAME}: patterns of subscribers, too, for each message`, async (context) => {
  const server = await startCasemateServer(context, { configLines: [] });
  const [listener, client] = [await server.connect({ protocol: 3 }), await server.connect()];
  listener.socket.write(encodeCommand(['PSUBSCRIBE', ...PATTERNS]));
  for (const pattern of PATTERNS) assert.ok(await listener.nextPush(), pattern);
  for (let i = 0; i < 20; i++) assert.equal(await client.call('PUBLISH', `${TEXT}${i}`, 'm'), 0);
  for (const pattern of PATTERNS) {
    assert.deepEqual(await client.call('PUBSUB', 'CHANNELS', pattern), []);
  }
});

test(`${NAME}: patterns of the ACL, too, for each key of a request`, async (context) => {
  const server = await startCasemateServer(context, { configLines: [] });
  const admin = await server.connect();
  const rules = PATTERNS.slice(0, 7).flatMap((pattern) => [`~${pattern}`, `&${pattern}`]);
  await admin.call('ACL', 'SETUSER', 'ann', 'on', '>p', '+@all', ...rules);
  const ann = await server.connect({ username: 'ann', password: 'p' });
  const keys = Array.from({ length: 20 }, (_, index) => `${TEXT}${index}`);
  await assert.rejects(ann.call('MGET', ...keys), /NOPERM/);
  assert.match(await textReply(admin, 'ACL', 'DRYRUN', 'ann', 'mget', ...keys), /no permissions/);
});
