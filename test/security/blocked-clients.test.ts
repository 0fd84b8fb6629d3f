import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLatin1 } from '../../src/base/bytes.ts';
import { SessionState } from '../../src/engine/session-state.ts';
import { Connection } from '../../src/net/connection.ts';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { InstanceStand, nextTurn } from '../support/instance-stand.ts';
import { StandSocket } from '../support/stand-socket.ts';

const NAME = 'blocked clients without number';
const CLIENTS = 10_000;
const KEYS = 100_000;
/** Of memory that is ours and not the socket's: what CLIENT LIST says, and `maxmemory-clients` counts. */
const CLIENT_BYTES_MAX = 6000;
const KEY_BYTES_MAX = 400;

/** One client, without a buffer for what it sends: ten thousand of those would be a load of their own. */
class Line {
  readonly socket: StandSocket;
  readonly connection: Connection;
  readonly #stand: InstanceStand;

  constructor(stand: InstanceStand, number: number) {
    this.#stand = stand;
    this.socket = new StandSocket('127.0.0.1', 'tcp', number);
    const handler = stand.instance.doorman.accept(this.socket);
    assert.ok(handler instanceof Connection, this.socket.written);
    this.connection = handler;
    const { defaultUser } = stand.instance.users;
    handler.session.authenticate(defaultUser);
  }

  /** What it gets for a request, when the poll phase is over. */
  say(words: readonly string[]): string {
    const request = encodeCommand(words.map(fromLatin1));
    const bytes = new Uint8Array(request.length + 32);
    bytes.set(request);
    this.connection.onBytes(bytes, request.length);
    this.#stand.instance.turn.flush();
    return this.socket.take();
  }

  get isBlocked(): boolean {
    return this.connection.session.is(SessionState.blocked);
  }
}

function newStand(): InstanceStand {
  return new InstanceStand((settings) => {
    settings.limits.maxclients = CLIENTS + 100;
  });
}

function heldBy(lines: readonly Line[]): number {
  return lines.reduce((sum, { connection }) => sum + connection.session.heldBytes, 0);
}

/** How many keys are hashed while something happens: a measure of work that no other load disturbs. */
function hashesDuring(stand: InstanceStand, work: () => void): number {
  const { hasher } = stand.instance.world;
  let hashes = 0;
  const hash = hasher.hash.bind(hasher);
  hasher.hash = (...where) => {
    hashes++;
    return hash(...where);
  };
  work();
  hasher.hash = hash;
  return hashes;
}

test(`${NAME}: a push serves as many as it has elements for, and looks at no others`, async () => {
  const stand = newStand();
  const { engine } = stand.instance;
  const waiting = Array.from({ length: CLIENTS }, (_, i) => new Line(stand, i));
  const before = engine.clientBytes;
  for (const line of waiting) assert.equal(line.say(['BLPOP', 'k', '0']), '');
  assert.ok((engine.clientBytes - before) / CLIENTS < CLIENT_BYTES_MAX);
  const pusher = new Line(stand, CLIENTS);
  const few = hashesDuring(stand, () => pusher.say(['RPUSH', 'k', 'a', 'b', 'c']));
  assert.ok(few < 40, String(few));
  assert.deepEqual(
    waiting.slice(0, 4).map((line) => line.socket.take()),
    ['a', 'b', 'c'].map((element) => `*2\r\n$1\r\nk\r\n$1\r\n${element}\r\n`).concat(''),
  );
  const unrelated = hashesDuring(stand, () => pusher.say(['RPUSH', 'other', 'a']));
  assert.ok(unrelated < 10, String(unrelated));
  for (const line of waiting) line.connection.onClose();
  assert.deepEqual(engine.blocking.counts, { keys: 0, keysEnding: 0, timeouts: 0 });
  assert.equal(engine.clientBytes, heldBy([pusher]));
  assert.equal(stand.instance.world.changes.interest, 0);
  assert.equal(pusher.say(['RPUSH', 'k', 'd']), ':1\r\n');
  await nextTurn();
});

test(`${NAME}: one that names very many keys pays for them, and leaves none behind`, async () => {
  const stand = newStand();
  const { engine } = stand.instance;
  const keys = Array.from({ length: KEYS }, (_, i) => `key:${i}`);
  for (const end of ['served', 'gone', 'unblocked'] as const) {
    const [greedy, pusher] = [new Line(stand, 1), new Line(stand, 2)];
    const before = engine.clientBytes;
    assert.equal(greedy.say(['BLPOP', ...keys, ...keys, '0']), '');
    assert.equal(greedy.isBlocked, true);
    assert.equal(engine.blocking.counts.keys, KEYS);
    const held = engine.clientBytes - before;
    assert.ok(held > KEYS * 100 && held < 2 * KEYS * KEY_BYTES_MAX, String(held));
    if (end === 'served') pusher.say(['RPUSH', 'key:99999', 'a']);
    else if (end === 'gone') greedy.connection.onClose();
    else pusher.say(['CLIENT', 'UNBLOCK', String(greedy.connection.session.id)]);
    assert.equal(greedy.isBlocked, false);
    assert.deepEqual(engine.blocking.counts, { keys: 0, keysEnding: 0, timeouts: 0 });
    assert.equal(engine.clientBytes, heldBy(end === 'gone' ? [pusher] : [greedy, pusher]));
    for (const line of [greedy, pusher]) line.connection.onClose();
    await nextTurn();
  }
});

test(`${NAME}: what one of them sends meanwhile is bounded like any request that isn't complete`, () => {
  const stand = newStand();
  stand.settings.protocol.clientQueryBufferLimitBytes = 100_000;
  const line = new Line(stand, 1);
  line.say(['BLPOP', 'k', '0']);
  for (let i = 0; i < 99; i++) line.say(['PING', 'x'.repeat(970)]);
  assert.equal(line.socket.ended, 'no');
  assert.ok(line.connection.session.heldBytes > 97_000);
  for (let i = 0; i < 5; i++) line.say(['PING', 'x'.repeat(970)]);
  assert.equal(line.socket.ended, 'now');
  assert.equal(stand.instance.engine.blocking.types, 0);
});
