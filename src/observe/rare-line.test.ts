import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RareLine } from './rare-line.ts';

test('within the pause lines are counted, and told of by the next', () => {
  const lines: string[] = [];
  const rare = new RareLine({ line: (level, text) => void lines.push(`${level} ${text}`) }, 100);
  for (const nowMs of [0, 50, 99, 100, 150, 300, 400]) rare.line(nowMs, 'warning', `at ${nowMs}`);
  assert.deepEqual(lines, [
    'warning at 0',
    'warning at 100 (and 2 more like it since the last)',
    'warning at 300 (and 1 more like it since the last)',
    'warning at 400',
  ]);
});
