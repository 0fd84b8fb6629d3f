import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { withCommands } from '../../scripts/command-docs.ts';

const written = readFileSync(new URL('../../docs/compatibility.md', import.meta.url), 'utf8');

test('docs/compatibility.md names the commands that exist (npm run docs)', () => {
  assert.equal(written, withCommands(written));
  assert.match(written, /\| string \| APPEND, /);
});

test('a document without its markers is not written to', () => {
  assert.throws(() => withCommands('# Compatibility'), /lost its markers/);
});
