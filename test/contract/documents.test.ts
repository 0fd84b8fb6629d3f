import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../', import.meta.url);
const documents = [
  ...readdirSync(root).map(String),
  ...readdirSync(new URL('docs/', root), { recursive: true, encoding: 'utf8' }).map(
    (path) => `docs/${path}`,
  ),
].filter((path) => path.endsWith('.md'));

/** What a document leads to: its links, and the files of this repository that it names. */
function pathsIn(document: string, text: string): string[] {
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, path = '']) =>
    decodeURI(new URL(path, new URL(document, root)).href.slice(root.href.length)),
  );
  const named = [...text.matchAll(/`((?:src|test|scripts|bench|docs)\/[\w/.-]+\.\w+)`/g)];
  return [...links, ...named.map(([, path = '']) => path)];
}

function anchorsOf(text: string): Set<string> {
  const titles = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title);
  return new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}

test('every file that a document names is there', () => {
  assert.ok(documents.includes('README.md') && documents.includes('docs/security.md'));
  const missing = documents.flatMap((document) =>
    pathsIn(document, readFileSync(new URL(document, root), 'utf8'))
      .filter((path) => !existsSync(new URL(path, root)))
      .map((path) => `${document}: ${path}`),
  );
  assert.deepEqual(missing, []);
});

test('every chapter that a link names is there', () => {
  const missing = documents.flatMap((document) => {
    const text = readFileSync(new URL(document, root), 'utf8');
    return [...text.matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)]
      .filter(([, path = '', anchor = '']) => {
        const target =
          path === '' ? text : readFileSync(new URL(path, new URL(document, root)), 'utf8');
        return !anchorsOf(target).has(anchor);
      })
      .map(([link]) => `${document}: ${link}`);
  });
  assert.deepEqual(missing, []);
});
