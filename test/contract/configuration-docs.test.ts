import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { configurationDocs } from '../../scripts/configuration-docs.ts';
import { OPTIONS } from '../../src/config/options/options.ts';

const written = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');

test('docs/configuration.md is what the option rows say (npm run docs)', () => {
  assert.equal(written, configurationDocs());
});

test('it tells of every directive that is not hidden', () => {
  for (const { name, hidden } of OPTIONS)
    assert.equal(written.includes(`| \`${name}\``), hidden !== true, name);
});
