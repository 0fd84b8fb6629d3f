import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLatin1 } from '../base/bytes.ts';
import { NodeCrypto } from '../platform/node-crypto.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import { SecuritySettings } from '../settings/security-settings.ts';
import { hashPassword } from './password.ts';
import { PasswordSources } from './password-sources.ts';

const ONE = 'env:ONE';
const BOTH = new Set([ONE, 'env:OTHER']);
const START_MS = Date.UTC(2027, 0, 1);

/** Stands still until it is moved; holds one timer, as there is to be only one. */
class TestClock implements Pick<Clock, 'monotonicMs' | 'wallMs' | 'after'> {
  nowMs = 5000;
  due: { readonly atMs: number; readonly run: () => void } | undefined;

  monotonicMs(): number {
    return this.nowMs;
  }

  wallMs(): number {
    return START_MS + this.nowMs;
  }

  after(delayMs: number, run: () => void): Timer {
    assert.equal(this.due, undefined, 'one timer at a time');
    this.due = { atMs: this.nowMs + delayMs, run };
    return { cancel: () => void (this.due = undefined) };
  }

  /** Moves on; with `late` the timer doesn't run, as in a busy loop. */
  advance(byMs: number, how: 'in time' | 'late' = 'in time'): void {
    this.nowMs += byMs;
    const { due } = this;
    if (due === undefined || due.atMs > this.nowMs || how === 'late') return;
    this.due = undefined;
    due.run();
  }
}

class Stand {
  readonly clock = new TestClock();
  readonly security = new SecuritySettings();
  readonly variables: Record<string, string> = {};
  readonly log: string[] = [];
  readonly crypto = new NodeCrypto();
  readonly sources = new PasswordSources({
    clock: this.clock,
    crypto: this.crypto,
    security: this.security,
    log: { line: (_level, text) => void this.log.push(text) },
    world: {
      disk: {} as never,
      host: { environment: (name) => this.variables[name] },
      resolve: (path) => path,
    },
  });

  constructor() {
    this.security.passwordPolicy = 'off';
    this.security.passwordGraceSeconds = 60;
  }

  /** A new password in the variable, read and taken. */
  async rotate(password: string): Promise<readonly string[]> {
    this.variables['ONE'] = password;
    return this.sources.take(await this.sources.read([ONE]), BOTH);
  }

  /** Which of these is valid now. */
  valid(...passwords: readonly string[]): string {
    const hashes = this.sources.hashesOf(ONE);
    return passwords
      .filter((password) => hashes.includes(hashPassword(fromLatin1(password), this.crypto)))
      .join(' ');
  }
}

test('the first password replaces none, and nothing waits', async () => {
  const stand = new Stand();
  assert.deepEqual(await stand.rotate('a'), []);
  assert.equal(stand.valid('a', 'b'), 'a');
  assert.equal(stand.clock.due, undefined);
  assert.deepEqual(stand.sources.hashesOf('env:UNKNOWN'), []);
});

test('a new password is valid at once, the old one until its grace is over', async () => {
  const stand = new Stand();
  await stand.rotate('a');
  assert.deepEqual(await stand.rotate('b'), [ONE]);
  assert.equal(stand.valid('a', 'b'), 'a b');
  assert.equal(stand.sources.inGrace, 1);
  assert.equal(stand.sources.graceEndMs(ONE), START_MS + 5000 + 60_000);
  stand.clock.advance(59_999);
  assert.equal(stand.valid('a', 'b'), 'a b');
  stand.clock.advance(1);
  assert.equal(stand.valid('a', 'b'), 'b');
  assert.equal(stand.sources.inGrace, 0);
  assert.equal(stand.sources.graceEndMs(ONE), undefined);
  assert.equal(stand.clock.due, undefined);
  assert.match(stand.log.join('\n'), /New password from env:ONE: .* 60 seconds/);
  assert.match(stand.log.join('\n'), /The old password from env:ONE is no longer valid/);
});

test('an old password is gone in time even when the timer is late', async () => {
  const stand = new Stand();
  await stand.rotate('a');
  await stand.rotate('b');
  stand.clock.advance(60_000, 'late');
  assert.equal(stand.valid('a', 'b'), 'b');
});

test('each old password has a grace of its own, and four are kept at most', async () => {
  const stand = new Stand();
  for (const password of ['a', 'b', 'c']) {
    await stand.rotate(password);
    stand.clock.advance(20_000);
  }
  assert.equal(stand.valid('a', 'b', 'c'), 'a b c');
  stand.clock.advance(20_000);
  assert.equal(stand.valid('a', 'b', 'c'), 'b c');
  stand.clock.advance(20_000);
  assert.equal(stand.valid('a', 'b', 'c'), 'c');
  for (const password of ['d', 'e', 'f', 'g', 'h']) await stand.rotate(password);
  assert.equal(stand.valid('c', 'd', 'e', 'f', 'g', 'h'), 'd e f g h');
});

test('reading the same password again ends nothing, and going back to the old one swaps them', async () => {
  const stand = new Stand();
  await stand.rotate('a');
  await stand.rotate('b');
  stand.clock.advance(30_000);
  assert.deepEqual(await stand.rotate('b'), []);
  assert.equal(stand.valid('a', 'b'), 'a b');
  await stand.rotate('a');
  stand.clock.advance(59_000);
  assert.equal(stand.valid('a', 'b'), 'a b');
  stand.clock.advance(1000);
  assert.equal(stand.valid('a', 'b'), 'a');
});

test('without grace the old one is gone at once; a lower grace ends what lasts longer', async () => {
  const stand = new Stand();
  stand.security.passwordGraceSeconds = 0;
  await stand.rotate('a');
  await stand.rotate('b');
  assert.equal(stand.valid('a', 'b'), 'b');
  assert.match(stand.log.join('\n'), /the old one is gone/);
  stand.security.passwordGraceSeconds = 60;
  stand.sources.settingsChanged();
  assert.equal(stand.valid('a', 'b'), 'b');
  await stand.rotate('c');
  stand.clock.advance(10_000);
  stand.security.passwordGraceSeconds = 5;
  stand.sources.settingsChanged();
  assert.equal(stand.valid('b', 'c'), 'c');
  assert.equal(stand.clock.due, undefined);
});

test('a bad password changes nothing and is told of by its source', async () => {
  const stand = new Stand();
  await stand.rotate('a');
  stand.variables['ONE'] = '';
  const reading = await stand.sources.read([ONE, 'env:OTHER']);
  assert.deepEqual([...reading.problems.keys()], [ONE, 'env:OTHER']);
  assert.equal(stand.valid('a'), 'a');
});

test('the policy holds for them, too', async () => {
  const stand = new Stand();
  stand.security.passwordPolicy = 'refuse';
  stand.variables['ONE'] = 'foobared';
  const { problems } = await stand.sources.read([ONE]);
  assert.match(problems.get(ONE) ?? '', /published/);
  assert.doesNotMatch(problems.get(ONE) ?? '', /foobared/);
});

test('a slow reading that began earlier does not undo a later one', async () => {
  const stand = new Stand();
  stand.variables['ONE'] = 'old';
  const early = await stand.sources.read([ONE]);
  await stand.rotate('new');
  assert.deepEqual(stand.sources.take(early, BOTH), []);
  assert.equal(stand.valid('old', 'new'), 'new');
});

test('what no user names any more is forgotten with its old passwords', async () => {
  const stand = new Stand();
  await stand.rotate('a');
  await stand.rotate('b');
  stand.sources.keepOnly(new Set());
  assert.deepEqual([stand.sources.count, stand.sources.inGrace, stand.valid('a', 'b')], [0, 0, '']);
});

test('when the server ends, nothing waits for the end of a grace', async () => {
  const stand = new Stand();
  await stand.rotate('a');
  await stand.rotate('b');
  assert.notEqual(stand.clock.due, undefined);
  stand.sources.stop();
  assert.equal(stand.clock.due, undefined);
});
