import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** Inline links and pictures, definitions of links, and what HTML in a document refers to. */
const LINKS = [
  /\]\(<?([^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*)>?(?:\s+["'][^)]*)?\)/g,
  /^ {0,3}\[[^\]]+\]:\s+<?([^\s>]+)/gm,
  /\b(?:href|src)=["']([^"']+)["']/g,
];
const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;

/** The text without code, in which brackets are no links. */
function withoutCode(text: string): string {
  return text.replaceAll(
    /^ *(`{3,}|~{3,})[^\n]*\n[\s\S]*?^ *\1[^\n]*$|(`+)[^`](?:[^`]|(?!\2)`)*?\2/gm,
    '',
  );
}

/** As GitHub makes them of headings: of equal ones the second has `-1` behind it. */
function anchorsOf(text: string): ReadonlySet<string> {
  const prose = text.replaceAll(/^ *(`{3,}|~{3,})[^\n]*\n[\s\S]*?^ *\1[^\n]*$/gm, '');
  const anchors = new Set<string>();
  for (const [, title = ''] of prose.matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const shown = title.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = shown.replaceAll(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-');
    let unique = anchor;
    for (let count = 1; anchors.has(unique); count++) unique = `${anchor}-${count}`;
    anchors.add(unique);
  }
  for (const [, id = ''] of prose.matchAll(/<a (?:id|name)=["']([^"']+)["']/g)) anchors.add(id);
  return anchors;
}

function isDead(root: string, document: string, link: string): boolean {
  const [path = '', anchor] = link.split('#', 2);
  const target =
    path === '' ? join(root, document) : resolve(root, dirname(document), decodeURI(path));
  if (relative(root, target).startsWith('..') || !existsSync(target)) return true;
  if (anchor === undefined) return false;
  return !statSync(target).isFile() || !anchorsOf(readFileSync(target, 'utf8')).has(anchor);
}

/** The links of these documents, by their paths below `root`, that lead out of it, to no file, or to no heading. */
export function deadLinks(root: string, documents: readonly string[]): readonly string[] {
  return documents.flatMap((document) => {
    const text = withoutCode(readFileSync(join(root, document), 'utf8'));
    return LINKS.flatMap((link) => Array.from(text.matchAll(link), ([, to = '']) => to))
      .filter((link) => !ELSEWHERE.test(link) && isDead(root, document, link))
      .map((link) => `${document}: ${link}`);
  });
}
