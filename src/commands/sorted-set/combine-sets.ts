import type { BigSortedSet } from '../../collections/big-sorted-set.ts';
import type { ScoredWalk } from '../../collections/scored-walk.ts';
import type { Call } from '../../command/call.ts';
import type { ScoredSource } from './scored-source.ts';

export type Aggregate = 'sum' | 'min' | 'max';

/** Puts what is in any of the inputs into a set; its order comes later (`sort`). Throws `OutOfMemory`. */
export function unite(
  call: Call,
  inputs: { readonly sources: readonly ScoredSource[]; readonly aggregate: Aggregate },
  into: BigSortedSet,
): void {
  const { aggregate } = inputs;
  const { members } = into;
  for (const source of bySize(inputs.sources)) {
    if (source.size === 0) continue;
    const walk = source.begin(call);
    while (walk.next()) {
      const score = weighed(source, walk.score);
      const found = findIn(into, walk);
      if (found === 0) members.writeScore(members.add(walk.text), score);
      else members.writeScore(found, aggregated(members.score(found), score, aggregate));
    }
  }
}

/** Puts what is in all of the inputs into a set. Throws `OutOfMemory`. */
export function intersect(
  call: Call,
  inputs: { readonly sources: readonly ScoredSource[]; readonly aggregate: Aggregate },
  into: BigSortedSet,
): void {
  const { aggregate } = inputs;
  const { members } = into;
  const [smallest, ...others] = bySize(inputs.sources);
  if (smallest === undefined || smallest.size === 0) return;
  const walk = smallest.begin(call);
  while (walk.next()) {
    let score = weighed(smallest, walk.score);
    let isEverywhere = true;
    for (const other of others) {
      const own = other.address === smallest.address ? walk.score : other.scoreOf(walk);
      isEverywhere = !Number.isNaN(own);
      if (!isEverywhere) break;
      score = aggregated(score, own * other.weight, aggregate);
    }
    if (!isEverywhere) continue;
    findIn(into, walk);
    members.writeScore(members.add(walk.text), score);
  }
}

/** How many members are in all of the inputs; counts no further than `limit`. */
export function countCommon(call: Call, sources: readonly ScoredSource[], limit: number): number {
  const [smallest, ...others] = bySize(sources);
  if (smallest === undefined || smallest.size === 0) return 0;
  const walk = smallest.begin(call);
  let count = 0;
  while (count < limit && walk.next()) if (isInAll(walk, smallest, others)) count++;
  return count;
}

/** Puts what is in the first of the inputs and in no other into a set. Throws `OutOfMemory`. */
export function subtract(call: Call, sources: readonly ScoredSource[], into: BigSortedSet): void {
  const { members } = into;
  const [first, ...others] = sources;
  if (first === undefined || first.size === 0) return;
  if (others.some((other) => other.address === first.address)) return;
  const walk = first.begin(call);
  while (walk.next()) {
    if (isInAny(walk, others)) continue;
    findIn(into, walk);
    members.writeScore(members.add(walk.text), walk.score);
  }
}

/** A walk over big members knows their hashes. */
function findIn({ members }: BigSortedSet, walk: ScoredWalk): number {
  const { text } = walk;
  if (walk.members.members === undefined) return members.find(text);
  return members.findHashed(walk.members.hash, text);
}

function isInAll(walk: ScoredWalk, from: ScoredSource, others: readonly ScoredSource[]): boolean {
  for (const other of others) {
    if (other.address !== from.address && Number.isNaN(other.scoreOf(walk))) return false;
  }
  return true;
}

function isInAny(walk: ScoredWalk, others: readonly ScoredSource[]): boolean {
  for (const other of others) if (!Number.isNaN(other.scoreOf(walk))) return true;
  return false;
}

/** The order in which Redis adds scores up, which shows in their last digits. */
function bySize(sources: readonly ScoredSource[]): readonly ScoredSource[] {
  return sources.toSorted((left, right) => left.size - right.size);
}

/** Infinity times 0 counts as 0. */
function weighed(source: ScoredSource, score: number): number {
  const product = source.weight * score;
  return Number.isNaN(product) ? 0 : product;
}

function aggregated(left: number, right: number, how: Aggregate): number {
  if (how === 'min') return right < left ? right : left;
  if (how === 'max') return right > left ? right : left;
  const sum = left + right;
  // Infinities of both signs make 0.
  return Number.isNaN(sum) ? 0 : sum;
}
