import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLatin1, toLatin1 } from '../../base/bytes.ts';
import { inputLines, wholeInput } from './input-lines.ts';

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(fromLatin1(text));
}

test('lines are cut wherever the chunks end', async () => {
  const lines: string[] = [];
  for await (const line of inputLines(pieces('a\nb', '', 'c\xff', '\n\n', 'd'))) {
    lines.push(toLatin1(line));
  }
  assert.deepEqual(lines, ['a', 'bc\xff', '', 'd']);
});

test('the whole input is what came, byte for byte', async () => {
  assert.equal(toLatin1(await wholeInput(pieces('a\n', '\0b'))), 'a\n\0b');
});
