import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket as NetSocket } from 'node:net';
import { connect, createServer } from 'node:net';
import { test } from 'node:test';
import type { Outcome } from '../ports/failure.ts';
import type { Accept, Listener, Socket, SocketHandler } from '../ports/network.ts';
import { SHARED_READ_BUFFER } from './adopt-handle.ts';
import { NodeNetwork } from './node-network.ts';

const LOOPBACK = { addresses: ['127.0.0.1'], port: 0, backlog: 511, keepAliveSeconds: 300 };
const SILENT: SocketHandler = {
  onBytes() {},
  onEnd() {},
  onClose() {},
  onDrain() {},
  onError() {},
};

function value<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.failure.message);
  return outcome.value;
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settled) => {
    resolve = settled;
  });
  return { promise, resolve };
}

async function listen(network: NodeNetwork, accept: Accept): Promise<Listener> {
  return value(await network.listenTcp({ ...LOOPBACK, accept }));
}

async function readAll(client: NetSocket): Promise<string> {
  let text = '';
  client.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
  });
  client.on('error', () => undefined);
  await once(client, 'close');
  return text;
}

for (const reading of ['shared-buffer', 'events'] as const) {
  const network = new NodeNetwork({ reading });

  test(`${reading}: bytes arrive, replies leave, and the end of the peer still lets a reply out`, async () => {
    const seen: string[] = [];
    const closed = deferred<void>();
    const listener = await listen(network, (socket) => ({
      ...SILENT,
      onBytes(bytes, length) {
        seen.push(Buffer.from(bytes.subarray(0, length)).toString());
        assert.equal(bytes === SHARED_READ_BUFFER, reading === 'shared-buffer');
      },
      onEnd() {
        socket.write(Buffer.from('late reply'));
        socket.end();
      },
      onClose: closed.resolve,
    }));
    const client = connect({ port: listener.port, host: '127.0.0.1', allowHalfOpen: true });
    client.end('PING\r\n');
    assert.equal(await readAll(client), 'late reply');
    assert.equal(seen.join(''), 'PING\r\n');
    await closed.promise;
    await listener.close();
  });

  test(`${reading}: a paused socket delivers nothing, a resumed one everything in order`, async () => {
    const accepted = deferred<Socket>();
    let seen = '';
    const all = deferred<void>();
    const listener = await listen(network, (socket) => {
      accepted.resolve(socket);
      return {
        ...SILENT,
        onBytes(bytes, length) {
          seen += Buffer.from(bytes.subarray(0, length)).toString();
          if (seen.length === 1) socket.pause();
          if (seen.length === 3) all.resolve();
        },
      };
    });
    const client = connect(listener.port, '127.0.0.1');
    client.setNoDelay(true);
    const socket = await accepted.promise;
    client.write('a');
    while (seen !== 'a') await new Promise((resolve) => setImmediate(resolve));
    client.write('bc');
    // Another connection's round trip: by then the two bytes have long arrived.
    const other = connect(listener.port, '127.0.0.1');
    await once(other, 'connect');
    other.destroy();
    assert.equal(seen, 'a');
    socket.resume();
    await all.promise;
    assert.equal(seen, 'abc');
    client.destroy();
    await listener.close();
  });

  test(`${reading}: memory that write kept stays untouched until onDrain, memory it released may be overwritten at once`, async () => {
    const drained = deferred<void>();
    const accepted = deferred<Socket>();
    const listener = await listen(network, (socket) => {
      accepted.resolve(socket);
      return { ...SILENT, onDrain: drained.resolve };
    });
    const client = connect(listener.port, '127.0.0.1');
    client.pause();
    const socket = await accepted.promise;
    const expected: number[] = [];
    let kept = 0;
    let output = new Uint8Array(65_536);
    for (let round = 0; round < 400; round++) {
      output.fill(round % 251, 100, 60_100);
      expected.push(round % 251);
      if (!socket.write(output, 100, 60_100)) {
        kept += 1;
        output = new Uint8Array(65_536);
      } else output.fill(255);
    }
    // Only the first reply that the kernel didn't take pins its buffer; those behind it are copies.
    assert.equal(kept, 1);
    assert.ok(socket.pendingBytes > 0);
    let position = 0;
    const received = deferred<void>();
    client.on('data', (chunk: Buffer) => {
      for (const byte of chunk) {
        if (byte !== expected[Math.floor(position / 60_000)])
          assert.fail(`wrong byte at ${String(position)}`);
        position += 1;
      }
      if (position === 400 * 60_000) received.resolve();
    });
    client.resume();
    await Promise.all([received.promise, drained.promise]);
    assert.equal(socket.pendingBytes, 0);
    client.destroy();
    await listener.close();
  });

  test(`${reading}: a whole buffer behind pending bytes is handed over, and write says so`, async () => {
    const accepted = deferred<Socket>();
    const listener = await listen(network, (socket) => {
      accepted.resolve(socket);
      return SILENT;
    });
    const client = connect(listener.port, '127.0.0.1');
    client.pause();
    const socket = await accepted.promise;
    while (socket.write(new Uint8Array(1 << 20)));
    assert.equal(socket.write(new Uint8Array(100)), false);
    assert.equal(socket.write(new Uint8Array(100), 0, 99), true);
    socket.destroy();
    client.destroy();
    await listener.close();
  });

  test(`${reading}: a refused connection reads the reason and is closed`, async () => {
    const listener = await listen(network, (socket) => {
      socket.write(Buffer.from('-ERR max number of clients reached\r\n'));
      return undefined;
    });
    assert.equal(
      await readAll(connect(listener.port, '127.0.0.1')),
      '-ERR max number of clients reached\r\n',
    );
    await listener.close();
  });

  test(`${reading}: onClose comes once and last when the peer resets`, async () => {
    const events: string[] = [];
    const closed = deferred<void>();
    const listener = await listen(network, () => ({
      ...SILENT,
      onEnd: () => events.push('end'),
      onError: (message) => events.push(message),
      onClose() {
        events.push('close');
        closed.resolve();
      },
    }));
    const client = connect(listener.port, '127.0.0.1');
    await once(client, 'connect');
    client.resetAndDestroy();
    await closed.promise;
    assert.equal(events.at(-1), 'close');
    assert.equal(events.filter((event) => event === 'close').length, 1);
    assert.ok(events.includes('read ECONNRESET'), events.join());
    await listener.close();
  });
}

const network = new NodeNetwork();
const unserved: Accept = () => undefined;

test('a socket knows both ends, IPv4 and IPv6', async () => {
  for (const host of ['127.0.0.1', '::1']) {
    const accepted = deferred<Socket>();
    const listener = value(
      await network.listenTcp({
        ...LOOPBACK,
        addresses: [host],
        accept(socket) {
          accepted.resolve(socket);
          return SILENT;
        },
      }),
    );
    const client = connect(listener.port, host);
    const socket = await accepted.promise;
    assert.deepEqual(
      [socket.remoteAddress, socket.localAddress, socket.localPort, socket.kind],
      [host, host, listener.port, 'tcp'],
    );
    assert.equal(socket.remotePort, client.localPort);
    assert.ok(socket.fd > 0);
    client.destroy();
    await listener.close();
  }
});

test('closing a listener frees its port at once, although a connection lives on', async () => {
  const listener = await listen(network, () => SILENT);
  const client = connect(listener.port, '127.0.0.1');
  await once(client, 'connect');
  await listener.close();
  const again = value(
    await network.listenTcp({ ...LOOPBACK, port: listener.port, accept: unserved }),
  );
  client.destroy();
  await again.close();
});

test('one port is bound on several addresses, `*` and `::*` side by side', async () => {
  const listener = value(
    await network.listenTcp({ ...LOOPBACK, addresses: ['*', '-::*'], accept: unserved }),
  );
  assert.deepEqual(
    listener.bound.map((bound) => bound.address),
    ['0.0.0.0', '::'],
  );
  assert.equal(listener.bound[1]?.port, listener.port);
  await listener.close();
});

test('an optional address that the machine lacks is a warning in the words of redis-server, a required one a failure', async () => {
  const optional = value(
    await network.listenTcp({
      ...LOOPBACK,
      addresses: ['127.0.0.1', '-192.0.2.1'],
      accept: unserved,
    }),
  );
  assert.deepEqual(optional.warnings.slice(0, 1), [
    `Warning: Could not create server TCP listening socket 192.0.2.1:${String(optional.port)}: bind: Cannot assign requested address`,
  ]);
  await optional.close();
  const required = await network.listenTcp({
    ...LOOPBACK,
    addresses: ['192.0.2.1'],
    port: 17_310,
    accept: unserved,
  });
  assert.ok(!required.ok);
  assert.match(
    required.failure.message,
    /: bind: Cannot assign requested address\nFailed listening on port 17310 \(tcp\), aborting\.$/,
  );
});

test('a port in use is said as redis-server says it, with who holds it, and nothing stays bound', async (context) => {
  const holder = spawn(process.execPath, [
    '-e',
    "require('net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })",
  ]);
  context.after(() => holder.kill());
  const [line] = (await once(holder.stdout, 'data')) as [Buffer];
  const port = Number(line.toString());
  const outcome = await network.listenTcp({
    ...LOOPBACK,
    addresses: ['::1', '127.0.0.1'],
    port,
    accept: unserved,
  });
  assert.ok(!outcome.ok);
  assert.equal(outcome.failure.code, 'EADDRINUSE');
  const [first, second, third] = outcome.failure.message.split('\n');
  assert.equal(
    first,
    `Warning: Could not create server TCP listening socket 127.0.0.1:${String(port)}: bind: Address already in use`,
  );
  assert.match(
    second ?? '',
    new RegExp(
      `^Port ${String(port)} is in use by .+ \\(pid ${String(holder.pid)}\\): stop it, or choose another port with --port\\.$`,
    ),
  );
  assert.equal(third, `Failed listening on port ${String(port)} (tcp), aborting.`);
  const free = createServer().listen(port, '::1');
  await once(free, 'listening');
  free.close();
  holder.kill();
});

test('a name that does not resolve is a failure with the reason', async () => {
  const outcome = await network.listenTcp({
    ...LOOPBACK,
    addresses: ['no-such-host.invalid'],
    port: 17_311,
    accept: unserved,
  });
  assert.ok(!outcome.ok);
  assert.match(
    outcome.failure.message,
    /^Warning: Could not create server TCP listening socket no-such-host\.invalid:17311: /,
  );
});
