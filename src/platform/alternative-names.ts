/** One entry of a certificate's subjectAltName. */
export interface AlternativeName {
  readonly type: string;
  readonly value: string;
}

/** Quoted as JSON, or without anything that would need it. */
const NAME =
  /^([^:,"]+):("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|[^,"]*)(?:, |$)/;

/**
 * Reads Node's printed form, `DNS:a, URI:"spiffe://x, DNS:evil"`. What could be mistaken for a separator comes quoted as JSON;
 * splitting at commas would let one name pretend to be several (the certificate tricks of CVE-2021-44532).
 */
export function readAlternativeNames(printed: string): readonly AlternativeName[] {
  const found: AlternativeName[] = [];
  let rest = printed;
  while (rest !== '') {
    const match = NAME.exec(rest);
    if (match?.[1] === undefined || match[2] === undefined) return [];
    found.push({ type: match[1], value: unquoted(match[2]) });
    rest = rest.slice(match[0].length);
  }
  return found;
}

function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  const value: unknown = JSON.parse(text);
  return typeof value === 'string' ? value : '';
}
