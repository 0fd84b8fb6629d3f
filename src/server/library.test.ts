import assert from 'node:assert/strict';
import test from 'node:test';
import { createClient } from 'redis';
import { ManualClock, startServer } from './library.ts';

test('startServer gives a server that any client can use by its url', async () => {
  const server = await startServer();
  const client = await createClient({ url: server.url }).connect();
  try {
    await client.set('greeting', 'hello');
    assert.equal(await client.get('greeting'), 'hello');
    server.flush();
    assert.equal(await client.get('greeting'), null);
  } finally {
    client.destroy();
    await server.close();
  }
});

test('startServer wants its password', async () => {
  const server = await startServer();
  const client = createClient({
    socket: { host: server.host, port: server.port, reconnectStrategy: false },
  });
  client.on('error', () => undefined);
  try {
    await assert.rejects(async () => {
      await client.connect();
      await client.get('x');
    }, /NOAUTH/);
  } finally {
    client.destroy();
    await server.close();
  }
});

test('several servers live in one process, each with its own data', async () => {
  const [first, second] = await Promise.all([startServer(), startServer()]);
  const one = await createClient({ url: first.url }).connect();
  const other = await createClient({ url: second.url }).connect();
  try {
    await one.set('key', '1');
    assert.equal(await other.get('key'), null);
  } finally {
    one.destroy();
    other.destroy();
    await first.close();
    await second.close();
  }
});

test('startServer says which port is taken', async () => {
  const server = await startServer();
  try {
    await assert.rejects(startServer({ port: server.port }), new RegExp(String(server.port)));
  } finally {
    await server.close();
  }
});

test('an in-process connection calls without a socket, and gets the types of RESP3', async () => {
  const server = await startServer();
  try {
    const connection = server.connect();
    assert.equal(await connection.call('SET', 'k', 'grüße'), 'OK');
    assert.equal(await connection.call('GET', 'k'), 'grüße');
    assert.equal(await connection.call('GET', 'none'), null);
    assert.equal(await connection.call('INCRBY', 'n', '9007199254740993'), 9007199254740993n);
    await connection.call('HSET', 'h', 'a', '1', 'b', '2');
    assert.deepEqual(
      await connection.call('HGETALL', 'h'),
      new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    );
    await connection.call('SADD', 's', 'x');
    assert.deepEqual(await connection.call('SMEMBERS', 's'), new Set(['x']));
    assert.deepEqual(await connection.callBytes('GET', 'k'), new TextEncoder().encode('grüße'));
    await assert.rejects(connection.call('HGET', 'k', 'a'), /^ReplyError: WRONGTYPE/);
    const many = await Promise.all(Array.from({ length: 100 }, () => connection.call('INCR', 'c')));
    assert.equal(many.at(-1), 100);
  } finally {
    await server.close();
  }
});

test('an in-process connection has the rights of its user, and no others', async () => {
  const server = await startServer();
  try {
    await server.connect().call('ACL', 'SETUSER', 'reader', 'on', '+get', '~a');
    const reader = server.connect('reader');
    assert.equal(await reader.call('GET', 'a'), null);
    await assert.rejects(reader.call('SET', 'a', '1'), /NOPERM/);
    await assert.rejects(reader.call('GET', 'b'), /NOPERM/);
    assert.throws(() => server.connect('nobody'), /There is no user 'nobody'/);
  } finally {
    await server.close();
  }
});

test('in-process connections subscribe, block and queue like any other', async () => {
  const server = await startServer();
  try {
    const listener = server.connect();
    const heard: unknown[] = [];
    const message = new Promise<void>((resolve) => {
      listener.onPush = (push) => {
        heard.push(push);
        if (push[0] === 'message') resolve();
      };
    });
    assert.equal(await listener.call('SUBSCRIBE', 'news', 'weather'), 2);
    const other = server.connect();
    assert.equal(await other.call('PUBLISH', 'news', 'hello'), 1);
    await message;
    assert.deepEqual(heard.at(-1), ['message', 'news', 'hello']);
    const blocked = server.connect().call('BLPOP', 'queue', '0');
    await other.call('RPUSH', 'queue', 'job');
    assert.deepEqual(await blocked, ['queue', 'job']);
    await other.call('MULTI');
    await other.call('INCR', 'n');
    assert.deepEqual(await other.call('EXEC'), [1]);
  } finally {
    await server.close();
  }
});

test('a clock that the test moves expires keys and ends waits', async () => {
  const clock = new ManualClock();
  const server = await startServer({ clock });
  try {
    const connection = server.connect();
    await connection.call('SET', 'k', 'v', 'EX', '60');
    await clock.advance(59_999);
    assert.equal(await connection.call('PTTL', 'k'), 1);
    await clock.advance(2);
    assert.equal(await connection.call('GET', 'k'), null);
    const waiting = connection.call('BLPOP', 'queue', '5');
    await clock.advance(5_100);
    assert.equal(await waiting, null);
  } finally {
    await server.close();
  }
});

test('closing the server ends in-process connections and what they wait for', async () => {
  const server = await startServer();
  const connection = server.connect();
  const waiting = assert.rejects(connection.call('BLPOP', 'queue', '0'), /closed/);
  await server.close();
  await waiting;
  await assert.rejects(connection.call('PING'), /closed/);
  assert.throws(() => server.connect(), /closed/);
});

test('who is told of a message may call at once, and nobody loses a reply', async () => {
  const server = await startServer();
  try {
    const listener = server.connect();
    const answers: Promise<unknown>[] = [];
    listener.onPush = () => void answers.push(server.connect().call('INCR', 'heard'));
    await listener.call('SUBSCRIBE', 'news');
    const [one, other] = [server.connect(), server.connect()];
    const all = await Promise.all([
      one.call('GET', 'a'),
      other.call('PUBLISH', 'news', 'x'),
      one.call('PUBLISH', 'news', 'y'),
      other.call('GET', 'b'),
    ]);
    assert.deepEqual(all, [null, 1, 1, null]);
    assert.deepEqual(await one.call('PING'), 'PONG');
    assert.deepEqual(await Promise.all(answers), [1, 2]);
  } finally {
    await server.close();
  }
});

test("MONITOR's lines are pushes, and no call loses its reply to them", async () => {
  const server = await startServer();
  try {
    const watcher = server.connect();
    const lines: unknown[] = [];
    watcher.onPush = (push) => void lines.push(push);
    assert.equal(await watcher.call('MONITOR'), 'OK');
    await server.connect().call('SET', 'k', 'v');
    assert.equal(await watcher.call('PING'), 'PONG');
    assert.match(String(lines[0]), /^monitor,\d+\.\d{6} \[0 .*\] "SET" "k" "v"$/);
    await assert.rejects(watcher.call('CLIENT', 'REPLY', 'SKIP'), /no meaning here/);
    assert.equal(await watcher.call('PING'), 'PONG');
  } finally {
    await server.close();
  }
});

test('ending all subscriptions of a kind gives what is left when each is confirmed', async () => {
  const server = await startServer();
  try {
    const listener = server.connect();
    const heard: unknown[] = [];
    listener.onPush = (push) => void heard.push(push);
    assert.equal(await listener.call('SUBSCRIBE', 'a', 'b', 'a', 'c'), 3);
    assert.equal(await listener.call('PSUBSCRIBE', 'p*'), 4);
    assert.equal(await listener.call('UNSUBSCRIBE'), 1);
    assert.equal(await listener.call('UNSUBSCRIBE'), 1);
    assert.equal(await listener.call('PUNSUBSCRIBE', 'p*'), 0);
    assert.equal(await listener.call('SSUBSCRIBE', 's'), 1);
    assert.equal(await listener.call('SUNSUBSCRIBE'), 0);
    assert.equal(await listener.call('PING'), 'PONG');
    assert.equal(await listener.call(new TextEncoder().encode('Subscribe'), 'a'), 1);
    await listener.call('RESET');
    await listener.call('HELLO', '3', 'AUTH', 'default', server.password);
    assert.equal(await listener.call('SUBSCRIBE', 'b'), 1);
    assert.equal(await listener.call('UNSUBSCRIBE'), 0);
    assert.deepEqual(heard, []);
  } finally {
    await server.close();
  }
});

test('a reply that nobody can read ends its connection, not the process', async () => {
  const server = await startServer();
  try {
    const connection = server.connect();
    await connection.call('MULTI');
    assert.equal(await connection.call('SUBSCRIBE', 'a', 'b'), 'QUEUED');
    await assert.rejects(connection.call('EXEC'), /push inside a value/);
    await assert.rejects(connection.call('PING'), /closed/);
    assert.equal(await server.connect().call('PING'), 'PONG');
  } finally {
    await server.close();
  }
});

test('a call without words, or with what is no word, is refused before it is sent', async () => {
  const server = await startServer();
  try {
    const connection = server.connect();
    await assert.rejects(connection.call(), /needs the name of a command/);
    for (const wrong of [undefined, null, {}, true]) {
      await assert.rejects(
        connection.call('SET', 'k', wrong as string),
        /Word 2 of a call is (undefined|null|object|boolean): it must be text/,
      );
    }
    assert.equal(await connection.call('EXISTS', 'k'), 0);
  } finally {
    await server.close();
  }
});

test('startServer refuses values that would make another server than meant, an open one for instance', async () => {
  const wrong: [object, RegExp][] = [
    [{ password: '' }, /password must be a text that is not empty/],
    [{ password: 5 }, /password must be/],
    [{ port: '6379' }, /port must be a whole number/],
    [{ port: 65_536 }, /port must be/],
    [{ port: -1 }, /port must be/],
    [{ maxmemoryBytes: -1 }, /maxmemoryBytes must be/],
    [{ maxmemoryBytes: NaN }, /maxmemoryBytes must be/],
    [{ clock: {} }, /clock must be a ManualClock/],
  ];
  for (const [options, message] of wrong) await assert.rejects(startServer(options), message);
  const server = await startServer({ port: 0 });
  assert.ok(server.port > 0);
  await server.close();
});

test('a clock is moved by numbers, and never back', async () => {
  const clock = new ManualClock(1000);
  for (const wrong of [-1, NaN, Infinity]) await assert.rejects(clock.advance(wrong), RangeError);
  assert.throws(() => new ManualClock(NaN), RangeError);
  await clock.advance(0.5);
  assert.equal(clock.wallMs(), 1001);
});

test('startServer refuses an option that it does not know', async () => {
  const mistyped = { prot: 1 } as unknown as { port: number };
  await assert.rejects(startServer(mistyped), /knows no option 'prot': port, password/);
});

test('a port that is in use is one line that says by whom', async () => {
  const first = await startServer();
  try {
    await assert.rejects(startServer({ port: first.port }), (error: Error) => {
      const line = new RegExp(
        `^Port ${first.port} is in use by .*${process.pid}\\): stop it, or leave out .port., then a free one is taken$`,
      );
      assert.match(error.message, line);
      return true;
    });
  } finally {
    await first.close();
  }
});
