import type { TestContext } from 'node:test';

const pending = new WeakMap<TestContext, (() => unknown)[]>();

/**
 * Has this done when the test has ended, the last asked for first: whoever lives in a folder ends before the folder does.
 * One failure leaves the others alone.
 */
export function lastly(context: TestContext, run: () => unknown): void {
  const known = pending.get(context);
  if (known !== undefined) {
    known.push(run);
    return;
  }
  const tasks = [run];
  pending.set(context, tasks);
  context.after(async () => {
    const errors: unknown[] = [];
    for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
      try {
        await task();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  });
}
