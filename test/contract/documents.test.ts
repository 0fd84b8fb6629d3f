import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { deadLinks } from '../support/dead-links.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const documents = execFileSync('git', ['ls-files', '-z', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '');

test('every link of a document leads to a file and a heading that are there', () => {
  assert.ok(documents.includes('README.md') && documents.includes('docs/security.md'));
  assert.deepEqual(deadLinks(root, documents), []);
});

test('every file that a document names is there', () => {
  const missing = documents.flatMap((document) => {
    const text = readFileSync(`${root}/${document}`, 'utf8');
    const named = text.matchAll(/`((?:src|test|scripts|bench|docs)\/[\w/.-]+\.\w+)`/g);
    return Array.from(named, ([, path = '']) => path)
      .filter((path) => !existsSync(`${root}/${path}`))
      .map((path) => `${document}: ${path}`);
  });
  assert.deepEqual(missing, []);
});
