import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/guides.md', root), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('|') && !/^\|(?: §|---)/.test(line));

test('every test that docs/guides.md names is there, and every test of the guides is named', () => {
  const named = [...page.matchAll(/`(test\/[^`]+)`/g)].map(([, file = '']) => file);
  assert.deepEqual(
    named.filter((file) => !existsSync(new URL(file, root))),
    [],
  );
  const files = readdirSync(new URL('test/guides/', root)).map((name) => `test/guides/${name}`);
  assert.deepEqual(
    files.filter((file) => !named.includes(file)),
    [],
  );
});

test('every row of docs/guides.md says whether it is here, later or outside, and what is here names its test', () => {
  assert.ok(rows.length > 60, `${String(rows.length)} rows`);
  for (const row of rows) {
    const cells = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
    assert.equal(cells.length, 7, row);
    assert.match(cells[5] ?? '', /^(?:here|later|outside)/, row);
    if ((cells[5] ?? '').startsWith('here')) assert.match(cells[4] ?? '', /\.test\.ts`/, row);
  }
});
