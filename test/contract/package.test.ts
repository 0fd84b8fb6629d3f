import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { deadLinks } from '../support/dead-links.ts';

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

const scratch = mkdtempSync(join(tmpdir(), 'casemate-package-'));
const installed = join(scratch, 'node_modules', 'casemate');
let packed: Packed = { filename: '', files: [] };

/** What `npm install casemate` would leave: the unpacked tarball and its link beside the packages it depends on. */
before(() => {
  const options = ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch];
  const said = execFileSync('npm', options, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  packed = (JSON.parse(said) as Packed[])[0] ?? packed;
  mkdirSync(installed, { recursive: true });
  const tarball = join(scratch, packed.filename);
  execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  for (const name of dependencies()) {
    const place = join(scratch, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(resolve('node_modules', name), place);
  }
  mkdirSync(join(scratch, 'node_modules/.bin'));
  symlinkSync('../casemate/bin/casemate', join(scratch, 'node_modules/.bin/casemate'));
  writeFileSync(join(scratch, 'package.json'), '{ "type": "module", "private": true }');
});

after(() => {
  rmSync(scratch, { recursive: true });
});

/** Only these: a package that the bundle takes from elsewhere in node_modules must not be found. */
function dependencies(): string[] {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    dependencies: Readonly<Record<string, string>>;
  };
  return Object.keys(dependencies);
}

/** The declarations that the library's own lead to, as they name each other; none besides, and none that an earlier build left. */
function declarations(): string[] {
  const reached = new Set(['dist/types/server/library.d.ts']);
  for (const file of reached) {
    const text = readFileSync(join(installed, file), 'utf8');
    for (const [, path = ''] of text.matchAll(/["'](\.{1,2}\/[^"']+)\.ts["']/g))
      reached.add(join(dirname(file), `${path}.d.ts`));
  }
  return [...reached];
}

interface LockRow {
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

describe('package-lock.json', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Readonly<Record<string, LockRow>>;
  };

  test('has a row for every optional package, or npm ci refuses it (scripts/complete-lock.mjs)', () => {
    const optional = Object.values(packages).flatMap((row) =>
      Object.keys(row.optionalDependencies ?? {}),
    );
    const missing = optional.filter((name) => packages[`node_modules/${name}`] === undefined);
    assert.deepEqual(missing, []);
  });

  test('brings users no package that runs a script while it is installed', () => {
    const scripted = Object.entries(packages).filter(([, row]) => row.hasInstallScript === true);
    assert.deepEqual(
      scripted.filter(([, row]) => row.dev !== true),
      [],
    );
  });
});

describe('the package', () => {
  test('holds the program, its types and what a user reads, and nothing else', () => {
    const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0');
    const isRead = (path: string): boolean =>
      path.endsWith('.md') || /^examples\/(?!package-lock)/.test(path);
    const expected = [
      ...['bin/casemate', 'dist/main.js', 'dist/library.js', ...declarations()],
      ...tracked.filter(isRead),
      ...['docs/benchmarks/latest.json', 'docs/benchmarks/latest.svg', 'LICENSE', 'package.json'],
    ];
    const chunk = /^dist\/chunk-\w+\.js$/;
    const named = packed.files.map(({ path }) => path).filter((path) => !chunk.test(path));
    assert.deepEqual(named.sort(), expected.sort());
  });

  test('holds all that its documents link to', () => {
    const documents = packed.files.map(({ path }) => path).filter((path) => path.endsWith('.md'));
    assert.ok(documents.includes('README.md') && documents.includes('docs/security.md'));
    assert.deepEqual(deadLinks(installed, documents), []);
  });

  test('holds every chunk that its programs import, and no other', () => {
    const bundled = packed.files.map(({ path }) => path).filter((path) => path.endsWith('.js'));
    const imported = bundled.flatMap((path) => {
      const text = readFileSync(join(installed, path), 'utf8');
      return [
        ...text.matchAll(/^\} from "\.\/(chunk-\w+\.js)";$|import\("\.\/(chunk-\w+\.js)"\)/gm),
      ].map(([, name = '', loaded = '']) => name + loaded);
    });
    const chunks = bundled.filter((path) => path.startsWith('dist/chunk-'));
    assert.deepEqual(chunks.sort(), [...new Set(imported)].map((name) => `dist/${name}`).sort());
  });

  test('holds a program that may be executed', () => {
    const program = packed.files.find(({ path }) => path === 'bin/casemate');
    assert.equal((program?.mode ?? 0) & 0o111, 0o111);
  });

  test('runs from where it is installed', () => {
    const said = execFileSync(process.execPath, [join(installed, 'bin/casemate'), '--version'], {
      cwd: scratch,
      encoding: 'utf8',
    });
    assert.match(said, /casemate/i);
  });

  test('runs by its name under npx', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    const said = execFileSync('npx', ['--no', '--', 'casemate', '--version'], {
      cwd: scratch,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    assert.match(said, new RegExp(`build=casemate-${version}\\s`));
  });

  test('gives startServer to who imports it', () => {
    const program =
      "import { startServer } from 'casemate'; process.stdout.write(typeof startServer);";
    const options = ['--input-type=module', '--eval', program];
    const said = execFileSync(process.execPath, options, { cwd: scratch, encoding: 'utf8' });
    assert.equal(said, 'function');
  });

  test('gives the types of startServer to a strict project that checks its libraries', () => {
    const consumer = [
      "import { startServer } from 'casemate';",
      'const server = await startServer();',
      'export const url: string = server.url;',
      'await server.close();',
    ];
    writeFileSync(join(scratch, 'consumer.ts'), consumer.join('\n'));
    const types = ['--typeRoots', resolve('node_modules/@types'), '--types', 'node'];
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      ...types,
    ];
    execFileSync(
      process.execPath,
      [resolve('node_modules/typescript/bin/tsc'), ...options, 'consumer.ts'],
      {
        cwd: scratch,
        encoding: 'utf8',
      },
    );
  });
});
