import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';

function listened(): ReturnType<AdminServer['connect']> {
  const server = new AdminServer();
  const [one, other] = [server.connect(), server.connect()];
  one.say('SUBSCRIBE news.a news.b x');
  one.say('PSUBSCRIBE p*');
  other.say('SUBSCRIBE x');
  other.say('PSUBSCRIBE p* q*');
  other.say('SSUBSCRIBE s');
  return server.connect();
}

test('PUBSUB names channels that somebody listens to, and counts who does', () => {
  const client = listened();
  assert.equal(client.say('PUBSUB CHANNELS news.*'), '*2\r\n$6\r\nnews.a\r\n$6\r\nnews.b\r\n');
  assert.equal(client.say('PUBSUB CHANNELS').slice(0, 4), '*3\r\n');
  assert.equal(client.say('PUBSUB CHANNELS nosuch'), '*0\r\n');
  assert.equal(
    client.say('PUBSUB NUMSUB x y s'),
    '*6\r\n$1\r\nx\r\n:2\r\n$1\r\ny\r\n:0\r\n$1\r\ns\r\n:0\r\n',
  );
  assert.equal(client.say('PUBSUB NUMPAT'), ':2\r\n');
  assert.equal(client.say('PUBSUB SHARDCHANNELS'), '*1\r\n$1\r\ns\r\n');
  assert.equal(client.say('PUBSUB SHARDNUMSUB s x'), '*4\r\n$1\r\ns\r\n:1\r\n$1\r\nx\r\n:0\r\n');
});

test('PUBSUB HELP names every subcommand', () => {
  const server = new AdminServer();
  const help = server.connect().say('PUBSUB HELP');
  for (const { name } of server.table.named('pubsub')?.subcommands ?? []) {
    assert.ok(help.includes(`+${name.toUpperCase()}`), name);
  }
});
