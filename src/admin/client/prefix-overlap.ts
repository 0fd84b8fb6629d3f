import { toLatin1 } from '../../base/bytes.ts';
import { lowerBound } from '../../base/lower-bound.ts';
import { byName } from '../../engine/changed-keys.ts';

/**
 * Two prefixes of one client that begin alike would have it told of the same key twice. Says which of the new ones
 * overlaps with a known one, or with another new one; undefined when none does. The known ones ascend, and don't overlap.
 */
export function prefixOverlap(
  prefixes: readonly Uint8Array[],
  known: readonly string[],
): string | undefined {
  const names = prefixes.map(toLatin1);
  const meeting = firstMeeting(names);
  for (const [index, name] of names.entries()) {
    const old = knownOverlap(name, known);
    if (old !== undefined) return sentence(name, 'an existing prefix', old);
    if (index !== meeting) continue;
    // Only here all of them are looked at, to name the one that Redis would.
    const other = names.slice(index + 1).find((later) => overlap(name, later)) ?? '';
    return sentence(name, 'another provided prefix', other);
  }
  return undefined;
}

/** The lowest index of a name that overlaps with another. In order, those that begin with one name follow on it. */
function firstMeeting(names: readonly string[]): number | undefined {
  const inOrder = names.map((name, index) => ({ name, index })).sort(byName);
  let first: number | undefined;
  let root = inOrder[0];
  for (const each of inOrder.slice(1)) {
    if (root !== undefined && each.name.startsWith(root.name))
      first = Math.min(first ?? root.index, root.index, each.index);
    else root = each;
  }
  return first;
}

/** As they don't overlap, none stands between a name and its beginning. */
function knownOverlap(name: string, known: readonly string[]): string | undefined {
  const at = lowerBound(known, name);
  return known.slice(Math.max(0, at - 1), at + 1).find((other) => overlap(name, other));
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
