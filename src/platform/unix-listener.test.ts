import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs, { existsSync, lstatSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Outcome } from '../ports/failure.ts';
import type { Accept, Socket, SocketHandler } from '../ports/network.ts';
import { NodeNetwork } from './node-network.ts';

const directory = mkdtempSync(join(tmpdir(), 'casemate-unix-'));
after(() => rmSync(directory, { recursive: true, force: true }));

const network = new NodeNetwork();
const SILENT: SocketHandler = {
  onBytes() {},
  onEnd() {},
  onClose() {},
  onDrain() {},
  onError() {},
};
const silent: Accept = () => SILENT;

function value<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.failure.message);
  return outcome.value;
}

function modeOf(path: string): number {
  return lstatSync(path).mode & 0o777;
}

test('a Unix socket carries bytes both ways, and its file goes when it closes', async () => {
  const path = join(directory, 'echo.sock');
  let seen: Socket | undefined;
  const listener = value(
    await network.listenUnix({
      path,
      mode: 0o600,
      backlog: 511,
      accept(socket) {
        seen = socket;
        return { ...SILENT, onBytes: (bytes, length) => socket.write(bytes.slice(0, length)) };
      },
    }),
  );
  const reply = await new Promise<string>((resolve) => {
    const received = (bytes: Uint8Array, length: number): void =>
      resolve(Buffer.from(bytes.subarray(0, length)).toString());
    void network.connect({ kind: 'unix', path }, (socket) => {
      socket.write(Buffer.from('PING'));
      return {
        ...SILENT,
        onBytes(bytes, length) {
          received(bytes, length);
          socket.destroy();
        },
      };
    });
  });
  assert.equal(reply, 'PING');
  assert.equal(seen?.kind, 'unix');
  assert.equal(seen.remoteAddress, path);
  assert.equal(seen.remotePort, 0);
  await listener.close();
  assert.equal(existsSync(path), false);
});

test('the socket is never at its path with a wider mode, even under an open umask', async () => {
  const path = join(directory, 'mode.sock');
  const seen: number[] = [];
  const { chmodSync } = fs;
  // The moment between bind and chmod is when the socket could be reached too widely.
  fs.chmodSync = (name, mode) => {
    seen.push(modeOf(String(name)));
    chmodSync(name, mode);
  };
  syncBuiltinESMExports();
  const before = process.umask(0);
  try {
    for (const mode of [0o600, 0o660, 0o777]) {
      const listener = value(
        await network.listenUnix({ path, mode, backlog: 511, accept: silent }),
      );
      assert.equal(modeOf(path), mode);
      await listener.close();
    }
    assert.equal(process.umask(0), 0);
  } finally {
    process.umask(before);
    fs.chmodSync = chmodSync;
    syncBuiltinESMExports();
  }
  assert.deepEqual(seen, [0o600, 0o600, 0o600]);
});

test('without a mode the umask decides, as in redis-server', async () => {
  const path = join(directory, 'umask.sock');
  const before = process.umask(0o027);
  const listener = value(await network.listenUnix({ path, backlog: 511, accept: silent }));
  process.umask(before);
  assert.equal(modeOf(path), 0o750);
  await listener.close();
});

test('the owner and group are set', {
  skip: process.getuid?.() === 0 ? false : 'needs root to give files away',
}, async () => {
  const path = join(directory, 'owner.sock');
  const listener = value(
    await network.listenUnix({
      path,
      mode: 0o660,
      owner: { uid: 65_534, gid: 65_534 },
      backlog: 511,
      accept: silent,
    }),
  );
  const status = lstatSync(path);
  assert.deepEqual([status.uid, status.gid, status.mode & 0o777], [65_534, 65_534, 0o660]);
  await listener.close();
});

test('a socket that a killed server left behind is replaced', async () => {
  const path = join(directory, 'stale.sock');
  const program =
    "require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))";
  spawnSync(process.execPath, ['-e', program, path]);
  assert.ok(lstatSync(path).isSocket());
  const listener = value(
    await network.listenUnix({ path, mode: 0o600, backlog: 511, accept: silent }),
  );
  assert.equal(modeOf(path), 0o600);
  await listener.close();
});

test('a socket that somebody answers on is left alone', async () => {
  const path = join(directory, 'living.sock');
  const other = createServer().listen(path);
  await new Promise((resolve) => other.once('listening', resolve));
  const outcome = await network.listenUnix({ path, mode: 0o600, backlog: 511, accept: silent });
  assert.ok(!outcome.ok);
  assert.equal(
    outcome.failure.message,
    `Failed opening Unix socket: bind: Address already in use\nA server answers on "${path}": stop it, or choose another path.`,
  );
  assert.ok(existsSync(path));
  other.close();
});

test('a file that is no socket is never removed', async () => {
  const path = join(directory, 'precious.txt');
  writeFileSync(path, 'data');
  const outcome = await network.listenUnix({ path, mode: 0o600, backlog: 511, accept: silent });
  assert.ok(!outcome.ok);
  assert.match(outcome.failure.message, /is there and is not a socket/);
  assert.ok(existsSync(path));
});

test('a path that is too long is refused in the words of redis-server, with the fix', async () => {
  const path = `/tmp/${'x'.repeat(120)}`;
  const outcome = await network.listenUnix({ path, mode: 0o600, backlog: 511, accept: silent });
  assert.ok(!outcome.ok);
  const [first, second] = outcome.failure.message.split('\n');
  assert.match(
    first ?? '',
    /^Failed opening Unix socket: unix socket path too long \(125\), must be under 10[48]$/,
  );
  assert.match(second ?? '', /choose a shorter directory/);
});

test('a directory that is missing is a failure with the system’s reason', async () => {
  const outcome = await network.listenUnix({
    path: join(directory, 'no/x.sock'),
    mode: 0o600,
    backlog: 511,
    accept: silent,
  });
  assert.ok(!outcome.ok);
  const [first, second] = outcome.failure.message.split('\n');
  assert.equal(first, 'Failed opening Unix socket: bind: No such file or directory');
  assert.ok(second?.includes(`"${join(directory, 'no/x.sock')}"`), second);
});
