import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OneAfterAnother } from './one-after-another.ts';

test('work that needs nobody else is done at once, also after other work has ended', async () => {
  const line = new OneAfterAnother();
  assert.equal(
    line.run(() => 1),
    1,
  );
  assert.equal(await line.run(() => Promise.resolve(2)), 2);
  assert.equal(
    line.run(() => 3),
    3,
  );
});

test('everything waits for what came before it, whether it needs to or not', async () => {
  const line = new OneAfterAnother();
  let resolve = (): void => undefined;
  const promise = new Promise<void>((go) => (resolve = go));
  const done: string[] = [];
  const first = line.run(async () => {
    await promise;
    done.push('first');
  });
  const second = line.run(() => void done.push('second'));
  const third = line.run(async () => {
    await Promise.resolve();
    done.push('third');
  });
  const fourth = line.run(() => void done.push('fourth'));
  assert.deepEqual(done, []);
  resolve();
  await Promise.all([first, second, third, fourth]);
  assert.deepEqual(done, ['first', 'second', 'third', 'fourth']);
});

test('work that fails tells who asked for it, and nobody who waits', async () => {
  const line = new OneAfterAnother();
  const first = line.run(() => Promise.reject<number>(new Error('broken')));
  const second = line.run(() => 2);
  await assert.rejects(async () => await first, /broken/);
  assert.equal(await second, 2);
  assert.throws(
    () =>
      line.run(() => {
        throw new Error('at once');
      }),
    /at once/,
  );
  assert.equal(
    line.run(() => 3),
    3,
  );
});
