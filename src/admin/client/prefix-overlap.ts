import { toLatin1 } from '../../base/bytes.ts';

/**
 * Two prefixes of one client that begin alike would have it told of the same key twice. Says which of the new ones
 * overlaps with a known one, or with another new one; undefined when none does.
 */
export function prefixOverlap(
  prefixes: readonly Uint8Array[],
  known: readonly string[],
): string | undefined {
  const names = prefixes.map(toLatin1);
  const knownInOrder = [...known].sort();
  for (const [index, name] of names.entries()) {
    const old = knownInOrder.find((other) => overlap(name, other));
    if (old !== undefined) return sentence(name, 'an existing prefix', old);
    const other = names.slice(index + 1).find((later) => overlap(name, later));
    if (other !== undefined) return sentence(name, 'another provided prefix', other);
  }
  return undefined;
}

function overlap(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}

function sentence(name: string, what: string, other: string): string {
  return (
    `Prefix '${name}' overlaps with ${what} '${other}'. ` +
    'Prefixes for a single client must not overlap.'
  );
}
