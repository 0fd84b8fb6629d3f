import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nextTurn, STAND_HOST, StandingClock } from '../../test/support/instance-stand.ts';
import { SimulatedDisk } from '../../test/support/simulated-disk.ts';
import { StandNetwork } from '../../test/support/stand-network.ts';
import { StandSocket } from '../../test/support/stand-socket.ts';
import { concatBytes, fromLatin1 } from '../base/bytes.ts';
import { loadConfig } from '../config/load-config.ts';
import { NodeCrypto } from '../platform/node-crypto.ts';
import { RunningServer, type StartRefusal } from './running-server.ts';

/** A server from its configuration file to its end, with a network and a disk that the test holds. */
class ServerStand {
  readonly network = new StandNetwork();
  readonly disk = new SimulatedDisk(STAND_HOST.uid);
  readonly clock = new StandingClock();
  readonly log: string[] = [];
  ended = 0;
  #server: RunningServer | undefined;

  /** The refusal, or undefined when it runs. Lines, or a whole file. */
  async start(...lines: readonly (string | Uint8Array)[]): Promise<StartRefusal | undefined> {
    const text = lines.map((line) => (typeof line === 'string' ? fromLatin1(`${line}\n`) : line));
    await this.disk.writeFile('/c.conf', concatBytes(text), { mode: 0o600 });
    const loaded = await loadConfig(
      { configFile: '/c.conf', readsStandardInput: false, optionsText: '', workingDirectory: '/' },
      this.disk,
    );
    assert.ok(loaded.ok);
    const { clock, disk, log, network } = this;
    this.#server = new RunningServer({
      config: loaded.config,
      ports: {
        clock,
        disk,
        entropy: { fill: (into) => void into.fill(7) },
        crypto: new NodeCrypto(),
        log: { line: (level, text) => void log.push(`${level} ${text}`) },
        host: STAND_HOST,
      },
      network,
      version: '1.2.3',
      groupId: () => Promise.resolve(undefined),
      facts: { fromArguments: new Set(), files: [] },
      mode: 'drop-in',
      directory: undefined,
      ended: () => {
        this.ended++;
      },
    });
    return await this.#server.start();
  }

  get server(): RunningServer {
    assert.ok(this.#server !== undefined);
    return this.#server;
  }

  connect(): StandSocket {
    const socket = new StandSocket();
    const handler = this.network.knock('127.0.0.1:6379', socket);
    assert.ok(handler !== undefined, socket.written);
    return socket;
  }

  /** A new connection sends this and gets that. */
  async say(line: string): Promise<string> {
    const socket = new StandSocket();
    const bytes = fromLatin1(`${line}\r\n`);
    this.network.knock('127.0.0.1:6379', socket)?.onBytes(bytes, bytes.length);
    for (let turn = 0; socket.written === '' && turn < 100; turn++) await nextTurn();
    return socket.take();
  }
}

const LOOPBACK = 'bind 127.0.0.1';

describe('a start', () => {
  test('opens the listeners, serves, and goes about its background work', async () => {
    const stand = new ServerStand();
    assert.equal(await stand.start(LOOPBACK), undefined);
    assert.equal(await stand.say('PING'), '+PONG\r\n');
    assert.equal(stand.clock.repeated.size, 1);
    assert.match(await stand.say('INFO server'), /casemate_version:1\.2\.3/);
  });

  test('is refused with users that can not be, and nothing has been opened', async () => {
    const stand = new ServerStand();
    const refusal = await stand.start(LOOPBACK, 'user alice +nosuchcommand');
    assert.ok(refusal?.kind === 'config');
    assert.match(refusal.message, /FATAL CONFIG FILE ERROR[^]*line 2/);
    assert.equal(stand.network.open.size, 0);
  });

  test('is refused with a rename of a command that there is not', async () => {
    const refusal = await new ServerStand().start(LOOPBACK, 'rename-command NOSUCH x');
    assert.ok(refusal?.kind === 'config');
    assert.match(refusal.message, /No such command in rename-command/);
  });

  test('is refused when it would be open to the world, and says how to mend that', async () => {
    const stand = new ServerStand();
    const refusal = await stand.start('bind 0.0.0.0', 'protected-mode no');
    assert.ok(refusal?.kind === 'posture');
    assert.match(
      refusal.message,
      /^Refusing to start: .*\nFix:\n {4}protected-mode yes\n[^]*insecure-allow open-to-the-world/,
    );
    assert.equal(stand.network.open.size, 0);
  });

  test('that the operator has accepted by name is a warning', async () => {
    const stand = new ServerStand();
    const lines = ['bind 0.0.0.0', 'protected-mode no', 'insecure-allow open-to-the-world'];
    assert.equal(await stand.start(...lines), undefined);
    assert.match(stand.log.join('\n'), /^warning WARNING: .*insecure-allow open-to-the-world/m);
  });

  test('is refused when a port is taken, and does no background work then', async () => {
    const stand = new ServerStand();
    stand.network.taken.add('127.0.0.1:6379');
    assert.deepEqual(await stand.start(LOOPBACK), {
      kind: 'listen',
      message: 'Failed listening on 127.0.0.1:6379',
    });
    assert.equal(stand.clock.repeated.size, 0);
  });

  test('takes renamed commands by their new names alone', async () => {
    const stand = new ServerStand();
    await stand.start(LOOPBACK, 'rename-command PING hello-there', 'rename-command ECHO ""');
    assert.equal(await stand.say('hello-there'), '+PONG\r\n');
    assert.match(await stand.say('PING'), /^-ERR unknown command/);
    assert.match(await stand.say('ECHO x'), /^-ERR unknown command/);
  });
});

describe('a shutdown', () => {
  test('closes listeners and connections, stops the work and says so once', async () => {
    const stand = new ServerStand();
    await stand.start(LOOPBACK);
    const socket = stand.connect();
    const options = { save: 'nosave', now: false, force: false } as const;
    await Promise.all([stand.server.shutdown(options), stand.server.shutdown(options)]);
    assert.equal(stand.ended, 1);
    assert.equal(stand.network.open.size, 0);
    assert.equal(socket.ended, 'after-replies');
    assert.equal(stand.clock.repeated.size, 0);
    assert.match(stand.log.at(-1) ?? '', /bye bye/);
  });

  test('that is to save is refused as long as nothing can be saved, unless it is forced', async () => {
    const stand = new ServerStand();
    await stand.start(LOOPBACK);
    const { server } = stand;
    await assert.rejects(
      server.shutdown({ save: 'save', now: false, force: false }),
      /no persistence/,
    );
    assert.equal(stand.ended, 0);
    assert.equal(await stand.say('PING'), '+PONG\r\n');
    await server.shutdown({ save: 'save', now: false, force: true });
    assert.equal(stand.ended, 1);
  });
});

test('CONFIG REWRITE writes a configuration that makes the same users and values again', async () => {
  const stand = new ServerStand();
  await stand.start(LOOPBACK, 'user alice on');
  await stand.say('ACL SETUSER alice off');
  // Bytes that are no UTF-8 stay what they are.
  await stand.say('ACL SETUSER b\xf6b on >pw ~\xff*');
  await stand.say('CONFIG SET maxmemory 123456789');
  const users = await stand.say('ACL LIST');
  assert.equal(await stand.say('CONFIG REWRITE'), '+OK\r\n');
  const again = new ServerStand();
  const bytes = stand.disk.nodes.get('/c.conf')?.bytes;
  assert.equal(await again.start(bytes ?? new Uint8Array(0)), undefined);
  assert.equal(await again.say('ACL LIST'), users);
  assert.match(await again.say('CONFIG GET maxmemory'), /123456789/);
});

test('CONFIG REWRITE leaves users alone that stand in a file of their own', async () => {
  const stand = new ServerStand();
  stand.disk.put('/users.acl', 'user alice on\n');
  await stand.start(LOOPBACK, 'aclfile users.acl');
  await stand.say('CONFIG SET maxmemory 123456789');
  assert.equal(await stand.say('CONFIG REWRITE'), '+OK\r\n');
  assert.doesNotMatch(stand.disk.text('/c.conf'), /alice/);
});
