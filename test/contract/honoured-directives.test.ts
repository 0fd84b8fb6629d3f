import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { honourOf } from '../../src/config/option.ts';
import { OPTIONS } from '../../src/config/options/options.ts';

/** Read from the arguments before any settings exist. */
const READ_ELSEWHERE = new Map([['data-dir', "flagValues(commandLine, 'data-dir')"]]);

/** Accepted without effect, and read all the same: why that is no contradiction. */
const READ_WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  'enable-module-command': 'MODULE answers one of two errors by it',
  hz: 'shown by INFO',
  masterauth: 'refused beside masterauth-file',
  'repl-backlog-size': 'shown by INFO',
  'repl-timeout': 'its field has the name of that of `timeout`',
  save: 'the warning that nothing is saved reads it',
  supervised: 'shown by INFO',
  'tls-client-key-file-pass': 'refused beside tls-client-key-file-pass-file',
  'tls-replication': 'its field has the name of a group of settings',
};

const typescript = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .filter((entry) => !entry.name.endsWith('.test.ts'))
    .map((entry) => `${entry.parentPath}/${entry.name}`);

const OPTION_FILES = [...typescript('src/config/options'), 'src/config/output-buffer-option.ts'];

/** The field of the settings behind each directive that has one of its own. */
const fields = new Map(
  OPTION_FILES.flatMap((file) => [
    ...readFileSync(file, 'utf8').matchAll(/'([a-z-]+)',\s+(?:slot: )?slot\('\w+', '(\w+)'\)/g),
  ]).map(([, name = '', field = '']) => [name, field]),
);

const readers = typescript('src')
  .filter((file) => !file.startsWith('src/settings/') && !OPTION_FILES.includes(file))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

/** Through a dot, or taken out by name: `const { port } = settings.listen`. */
function isRead(field: string): boolean {
  return new RegExp(`\\.${field}\\b|\\{[^{}\\n]*\\b${field}\\b[^{}\\n]*\\} =`).test(readers);
}

test('a directive that nothing reads says that it has no effect', () => {
  assert.ok(fields.size > 100, 'the rows are found by how they are written');
  const silent = OPTIONS.filter((option) => honourOf(option) === 'yes')
    .map(({ name }) => name)
    .filter((name) => {
      const elsewhere = READ_ELSEWHERE.get(name);
      if (elsewhere !== undefined) return !readers.includes(elsewhere);
      const field = fields.get(name);
      return field === undefined ? name !== 'client-output-buffer-limit' : !isRead(field);
    });
  assert.deepEqual(silent, []);
});

test('a directive that says so is read by nothing', () => {
  const honoured = OPTIONS.filter((option) => honourOf(option) === 'accepted')
    .map(({ name }) => name)
    .filter((name) => isRead(fields.get(name) ?? 'withoutEffect.nothing'));
  assert.deepEqual(honoured.sort(), Object.keys(READ_WITHOUT_EFFECT).sort());
});
