import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { concatBytes, fromLatin1 } from '../base/bytes.ts';
import { encodeCommand } from '../resp/request-encoder.ts';
import { ServerState } from './server-state.ts';

function request(...words: readonly string[]): Uint8Array {
  return encodeCommand(words.map(fromLatin1));
}

/** Ends the pause until everybody who waited has gone on. */
async function endPause(stand: InstanceStand): Promise<void> {
  stand.instance.engine.state &= ~ServerState.pausedAll;
  for (let turn = 0; turn < 20; turn++) {
    stand.instance.registry.proceed();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('what arrives during a pause is served once, in order, however it was cut', async () => {
  const requests = concatBytes([
    request('SET', 'n', '0'),
    request('INCR', 'n'),
    fromLatin1('INCR n\r\n'),
    request('INCR', 'n'),
    request('GET', 'n'),
  ]);
  const cuts = fc.array(fc.integer({ min: 1, max: requests.length }), {
    minLength: 1,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(cuts, async (sizes) => {
      const stand = new InstanceStand();
      const client = stand.connect('default');
      stand.instance.engine.state |= ServerState.pausedAll;
      const fed = client.feed(requests, sizes);
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(client.take(), '', 'nothing is served during the pause');
      await endPause(stand);
      await fed;
      assert.equal(client.take(), '+OK\r\n:1\r\n:2\r\n:3\r\n$1\r\n3\r\n');
    }),
    { numRuns: 60 },
  );
});

test('a successful AUTH lifts the limits for what follows it in the same pipeline', async () => {
  const stand = new InstanceStand();
  stand.instance.users.setDefaultPassword('secret');
  const client = stand.connect();
  const big = 'v'.repeat(20_000);
  const pipeline = [request('AUTH', 'secret'), request('SET', 'k', big), request('STRLEN', 'k')];
  await client.feed(concatBytes(pipeline));
  assert.equal(client.take(), '+OK\r\n+OK\r\n:20000\r\n');
});

test('before AUTH a big argument ends the connection, even behind a refused AUTH', async () => {
  const stand = new InstanceStand();
  stand.instance.users.setDefaultPassword('secret');
  const client = stand.connect();
  await client.feed(
    concatBytes([request('AUTH', 'wrong'), request('SET', 'k', 'v'.repeat(20_000))]),
  );
  assert.match(
    client.take(),
    /^-WRONGPASS[^\n]*\n-ERR Protocol error: unauthenticated bulk length\r\n$/,
  );
  assert.equal(client.closed, true);
});

test('requests parsed ahead see what those before them did', async () => {
  const stand = new InstanceStand();
  const client = stand.connect('default');
  const pipeline = [
    request('SET', 'k', 'a'),
    request('APPEND', 'k', 'b'),
    request('GET', 'k'),
    request('SELECT', '1'),
    request('GET', 'k'),
    request('SELECT', '0'),
    request('DEL', 'k'),
    request('GET', 'k'),
    request('PING', 'k'),
  ];
  await client.feed(concatBytes(pipeline));
  assert.equal(
    client.take(),
    '+OK\r\n:2\r\n$2\r\nab\r\n+OK\r\n$-1\r\n+OK\r\n:1\r\n$-1\r\n$1\r\nk\r\n',
  );
});
