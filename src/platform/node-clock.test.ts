import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { NodeClock } from './node-clock.ts';

const clock = new NodeClock();

test('wall time is whole milliseconds since 1970', () => {
  const before = Date.now();
  const now = clock.wallMs();
  assert.ok(Number.isInteger(now) && now >= before && now <= Date.now());
});

test('the fine clock never runs backwards', () => {
  const readings = Array.from({ length: 1000 }, () => clock.monotonicMs());
  assert.deepEqual(
    readings,
    readings.toSorted((left, right) => left - right),
  );
});

test('local time is ahead of UTC in the east, by the rules of that moment', () => {
  const program =
    "import { NodeClock } from './src/platform/node-clock.ts';" +
    'const clock = new NodeClock();' +
    'console.log(clock.localOffsetMs(Date.UTC(2026, 0, 1)) / 3600000, clock.localOffsetMs(Date.UTC(2026, 6, 1)) / 3600000);';
  const options = ['--import', 'tsx', '--input-type=module', '--eval', program];
  const { stdout } = spawnSync(process.execPath, options, {
    encoding: 'utf8',
    env: { ...process.env, TZ: 'Europe/Berlin' },
  });
  assert.equal(stdout, '1 2\n');
});

test('what is to happen later happens once, again and again, or not at all', async () => {
  const happened: string[] = [];
  clock.after(1, () => happened.push('cancelled')).cancel();
  await new Promise<void>((resolve) => {
    const keepAlive = setInterval(() => undefined, 1000);
    clock.after(1, () => happened.push('once'));
    clock.soon(() => happened.push('soon'));
    const timer = clock.every(2, () => {
      happened.push('again');
      if (happened.filter((what) => what === 'again').length < 3 || !happened.includes('once'))
        return;
      timer.cancel();
      clearInterval(keepAlive);
      resolve();
    });
  });
  const times = (what: string): number => happened.filter((other) => other === what).length;
  assert.deepEqual([times('soon'), times('once')], [1, 1]);
  assert.ok(times('again') >= 3);
  assert.ok(!happened.includes('cancelled'));
});

test('no timer keeps a process alive that has nothing else to do', () => {
  const program =
    "import { NodeClock } from './src/platform/node-clock.ts';" +
    'const clock = new NodeClock(); clock.after(1e9, () => {}); clock.every(1e9, () => {});';
  const options = ['--import', 'tsx', '--input-type=module', '--eval', program];
  const { status, signal } = spawnSync(process.execPath, options, { timeout: 60_000 });
  assert.deepEqual([status, signal], [0, null]);
});
