import { setTimeout as pause } from 'node:timers/promises';

const DEADLINE_MS = 60_000;
const ASK_EVERY_MS = 10;

/** Asks until it is so; fails when the deadline passes. Nothing is concluded from time that has passed. */
export async function eventually(
  isSo: () => boolean | Promise<boolean>,
  what: string,
): Promise<void> {
  const deadlineMs = Date.now() + DEADLINE_MS;
  while (!(await isSo())) {
    if (Date.now() > deadlineMs) throw new Error(`this did not come to be in time: ${what}`);
    await pause(ASK_EVERY_MS);
  }
}
