import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';

interface Row {
  readonly folder: string;
  readonly mayImport: readonly string[];
  readonly later?: boolean;
}

const rows = (JSON.parse(readFileSync('layers.json', 'utf8')) as { folders: Row[] }).folders;

/** What the layer check says of a project with these files and no others. */
function checkProject(files: Readonly<Record<string, string>>): { ok: boolean; said: string } {
  const project = mkdtempSync(join(tmpdir(), 'casemate-layers-'));
  try {
    for (const [path, text] of Object.entries({ 'tsconfig.json': '{}', ...files })) {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), text);
    }
    const { status, stdout } = spawnSync(process.execPath, ['scripts/layers.mjs', project], {
      encoding: 'utf8',
    });
    return { ok: status === 0, said: stdout };
  } finally {
    rmSync(project, { recursive: true });
  }
}

const PACKAGE = { 'package.json': '{ "dependencies": { "commander": "1.0.0" } }' };
const COMMANDER = {
  'node_modules/commander/package.json': '{ "name": "commander", "main": "index.js" }',
  'node_modules/commander/index.js': '',
};

describe('layers.json', () => {
  test('lets a folder import only rows above its own, so that the table has no cycle', () => {
    const above = new Set<string>();
    for (const { folder, mayImport } of rows) {
      const below = mayImport.filter((name) => !above.has(name));
      assert.deepEqual(below, [], folder);
      above.add(folder);
    }
  });

  test('marks as later exactly the folders that do not exist', () => {
    // Git knows no empty folders.
    const present = readdirSync('src').filter((folder) => readdirSync(`src/${folder}`).length > 0);
    const promised = rows.filter(({ later }) => later !== true).map(({ folder }) => folder);
    assert.deepEqual(present.sort(), promised.sort());
  });
});

describe('the layer check', () => {
  test('passes a tree that keeps the table', () => {
    const { ok, said } = checkProject({
      ...PACKAGE,
      ...COMMANDER,
      'src/base/limits.ts': 'export const A = 1;\n',
      'src/resp/reply.ts': "import { A } from '../base/limits.ts';\nexport const B = A;\n",
      'src/resp/reply.test.ts':
        "import './reply.ts';\nimport '../platform/files.ts';\nimport 'node:fs';\n",
      'src/platform/files.ts': "import 'node:fs';\n",
      'src/cli/main.ts': "import 'commander';\n",
    });
    assert.ok(ok, said);
  });

  test('refuses every planted import that breaks the table', () => {
    const { ok, said } = checkProject({
      ...PACKAGE,
      ...COMMANDER,
      'src/base/limits.ts': "import '../engine/admit.ts';\n",
      'src/base/types.ts': "import type { B } from '../engine/admit.ts';\nexport type A = B;\n",
      'src/base/disk.ts': "import 'node:fs';\nimport 'commander';\nimport './missing.ts';\n",
      'src/engine/admit.ts': 'export type B = 1;\n',
      'src/memory/a.ts': "import type { B } from './b.ts';\nexport interface A { b: B }\n",
      'src/memory/b.ts': "import type { A } from './a.ts';\nexport interface B { a: A }\n",
      'src/resp/reply.test.ts': "import '../engine/admit.ts';\n",
      'src/misc/lonely.ts': 'export const A = 1;\n',
    });
    assert.ok(!ok);
    assert.deepEqual(said.trimEnd().split('\n').sort(), [
      '8 modules, 8 problems',
      'base-imports: src/base/limits.ts -> src/engine/admit.ts',
      'base-imports: src/base/types.ts -> src/engine/admit.ts',
      'base-packages: src/base/disk.ts -> node_modules/commander/index.js',
      'no-cycle: src/memory/a.ts -> src/memory/b.ts -> src/memory/a.ts',
      'node-only-in-platform: src/base/disk.ts -> fs',
      'resolvable: src/base/disk.ts -> ./missing.ts',
      'resp-tests-import: src/resp/reply.test.ts -> src/engine/admit.ts',
      'src/misc has no row in layers.json',
    ]);
  });

  test('refuses a run that read no module', () => {
    const { ok, said } = checkProject({ 'src/base/notes.txt': '' });
    assert.ok(!ok);
    assert.match(said, /no module was read/);
  });
});
