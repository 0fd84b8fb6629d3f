import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, test } from 'node:test';
import ts from 'typescript';

/** House rules that no linter knows. Each list of exceptions can only shrink: a row that is no longer needed fails. */

const read = (file: string): string => readFileSync(file, 'utf8');
const readJson = (file: string): unknown => JSON.parse(read(file));

const files = ['src', 'test', 'scripts', 'bench'].flatMap((top) =>
  readdirSync(top, { recursive: true, withFileTypes: true })
    // The applications bring packages of their own.
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/')),
);
const code = files.filter((file) => /\.(ts|mjs)$/.test(file));
const tests = code.filter((file) => file.endsWith('.test.ts'));
const sources = code.filter((file) => file.startsWith('src/') && !file.endsWith('.test.ts'));

/** Each rule's findings as one list, so that a run shows all of them. */
function assertNone(findings: readonly string[]): void {
  if (findings.length > 0) assert.fail(`\n${findings.join('\n')}`);
}

function commentsOf(file: string): string[] {
  const text = read(file);
  const scanner = ts.createScanner(
    ts.ScriptTarget.Latest,
    false,
    ts.LanguageVariant.Standard,
    text,
  );
  const found: string[] = [];
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const comment =
      kind === ts.SyntaxKind.SingleLineCommentTrivia ||
      kind === ts.SyntaxKind.MultiLineCommentTrivia;
    if (comment) found.push(scanner.getTokenText());
  }
  return found;
}

/** Types, constants and lists have nothing that a test beside them could run. */
function holdsFunction(file: string): boolean {
  const visit = (node: ts.Node): boolean =>
    (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) ||
    (ts.forEachChild(node, (child) => visit(child) || undefined) ?? false);
  return visit(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest));
}

describe('tests', () => {
  const untested = readJson('test/contract/untested.json') as Record<string, string>;
  const hasTest = (file: string): boolean => existsSync(file.replace(/\.ts$/, '.test.ts'));

  test('lie beside every source file that holds a function, save those in untested.json', () => {
    const bare = sources.filter((file) => !hasTest(file) && holdsFunction(file));
    assertNone(bare.filter((file) => !Object.hasOwn(untested, file)));
  });

  test('are still missing for every row of untested.json, which gives one of three reasons', () => {
    const reason = /^(wiring|debt|covered by (test|src)\/[\w./-]+\.test\.ts)$/;
    const rows = Object.entries(untested);
    assertNone(
      rows
        .filter(([file]) => !existsSync(file) || hasTest(file) || !holdsFunction(file))
        .map(([file]) => file),
    );
    assertNone(rows.filter(([, why]) => !reason.test(why)).map(([file, why]) => `${file}: ${why}`));
    const covers = rows.map(([, why]) => why.replace(/^covered by /, ''));
    assertNone(covers.filter((file) => file.endsWith('.test.ts') && !existsSync(file)));
  });

  test('never run alone', () => {
    assertNone(tests.filter((file) => /\b(test|it|describe|suite)\.only\(/.test(read(file))));
  });

  test('never sleep', () => {
    const sleep = /\bsetTimeout\(\s*(resolve|r|done)\b|from 'node:timers\/promises'/;
    assertNone(tests.filter((file) => sleep.test(read(file))));
  });
});

describe('names', () => {
  test('of files are kebab-case', () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.[a-z0-9]+$/;
    assertNone(files.filter((file) => !kebab.test(basename(file))));
  });

  test('of files and folders say what is in them', () => {
    const vague = /(^|[/-])(utils?|helpers?|managers?|commons?|misc)([./-]|$)/;
    assertNone(files.filter((file) => vague.test(file)));
  });
});

describe('comments', () => {
  test('hold no unfinished business and no banners', () => {
    const banned = /\b(TODO|FIXME|XXX|HACK)\b|^\s*(\/\/|\/?\*+)\s*[-=*#_]{4,}/m;
    const findings = code.flatMap((file) =>
      commentsOf(file)
        .filter((comment) => banned.test(comment))
        .map((comment) => `${file}: ${comment.slice(0, 80)}`),
    );
    assertNone(findings);
  });
});

describe('lint-exceptions.json', () => {
  const LIMITS: Readonly<Record<string, number>> = {
    'max-lines': 400,
    'max-lines-per-function': 60,
    'max-params': 3,
  };
  const rows = readJson('lint-exceptions.json') as {
    file: string;
    rules: Record<string, number>;
    reason: string;
  }[];

  test('names files that exist, each once, with a reason', () => {
    assertNone(rows.filter(({ file }) => !existsSync(file)).map(({ file }) => file));
    assertNone(rows.filter(({ reason }) => reason.length < 20).map(({ file }) => file));
    assert.equal(new Set(rows.map(({ file }) => file)).size, rows.length);
  });

  test('only raises the three size limits', () => {
    const findings = rows.flatMap(({ file, rules }) =>
      Object.entries(rules)
        .filter(([rule, max]) => !(max > (LIMITS[rule] ?? Infinity)))
        .map(([rule, max]) => `${file}: ${rule} ${max}`),
    );
    assertNone(findings);
  });

  test('raises the length of a file only while the file is that long', () => {
    const long = rows.filter(({ rules }) => rules['max-lines'] !== undefined);
    assertNone(
      long.map(({ file }) => file).filter((file) => read(file).split('\n').length - 1 <= 400),
    );
  });
});

describe('written things', () => {
  test('CHANGELOG.md tells of releases in sentences, the newest first', () => {
    const lines = read('CHANGELOG.md').split('\n');
    assert.equal(lines[0], '# Changelog');
    const releases = lines.filter((line) => line.startsWith('## '));
    const { version } = readJson('package.json') as { version: string };
    assert.match(
      releases[0] ?? '',
      new RegExp(`^## (Unreleased|${version} - \\d{4}-\\d\\d-\\d\\d)$`),
    );
    assertNone(
      releases.filter((line) => !/^## (Unreleased|\d+\.\d+\.\d+ - \d{4}-\d\d-\d\d)$/.test(line)),
    );
    const entries = lines
      .join('\n')
      .split(/\n(?=- )/)
      .slice(1);
    assertNone(entries.filter((entry) => !/^- [A-Z`][^]*[.)]\s*(\n##[^]*)?$/.test(entry)));
  });

  test('decision records are numbered without a gap and carry a state', () => {
    const records = readdirSync('docs/decisions').sort();
    records.forEach((record, number) => {
      assert.match(record, new RegExp(`^${String(number).padStart(4, '0')}-[a-z0-9-]+\\.md$`));
      const text = read(`docs/decisions/${record}`);
      assert.match(text, /^State: (proposed|accepted|superseded by \d{4})\b/m, record);
    });
  });

  test('the record of tools gives a reason for every dependency', () => {
    const record = read('docs/decisions/0001-tools.md');
    const { dependencies, devDependencies } = readJson('package.json') as Record<string, object>;
    const names = Object.keys({ ...dependencies, ...devDependencies });
    assertNone(names.filter((name) => !new RegExp(`^\\| .*${name}\\b.* \\|`, 'm').test(record)));
  });
});
