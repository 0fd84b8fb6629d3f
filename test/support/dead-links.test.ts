import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lastly } from './cleanup.ts';
import { deadLinks } from './dead-links.ts';

test('a link to no file, to no heading or out of the tree is dead, and what stands in code is none', (context) => {
  const root = mkdtempSync(join(tmpdir(), 'casemate-links-'));
  lastly(context, () => {
    rmSync(root, { recursive: true });
  });
  mkdirSync(join(root, 'docs'));
  const other = ['# A `b`, c: d', '## Twice', '## Twice', '```sh', '# no heading', '```'];
  writeFileSync(join(root, 'docs/other.md'), other.join('\n'));
  const dead = [
    '[a](none.md)',
    '![a](none.svg "title")',
    '[a](other.md#none)',
    '[a](#none)',
    '[a](other.md#no-heading)',
    '[a](other.md#twice-2)',
    '[a](../../README.md)',
    '[a](/etc/hostname)',
    '[a](../docs#x)',
    '<img src="none.png">',
    '[a]: none-either.md',
  ];
  const alive = [
    '[a](other.md) [b](./other.md#a-b-c-d) [c](other.md#twice-1)',
    '[a](../docs) [b](#here) [c](https://example.org/none.md) [d](mailto:a@example.org)',
    '`[a](none.md)` and ``[a](none.md) ` ``',
    '```',
    '[a](none.md)',
    '```',
    '# Here',
    '[d]: other.md',
  ];
  writeFileSync(join(root, 'docs/page.md'), [...alive, ...dead].join('\n\n'));
  assert.deepEqual(
    deadLinks(root, ['docs/page.md'])
      .map((link) => link.slice('docs/page.md: '.length))
      .sort(),
    [
      '#none',
      '../../README.md',
      '../docs#x',
      '/etc/hostname',
      'none-either.md',
      'none.md',
      'none.png',
      'none.svg',
      'other.md#no-heading',
      'other.md#none',
      'other.md#twice-2',
    ],
  );
});
