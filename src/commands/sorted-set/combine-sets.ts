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
  const sources = bySize(inputs.sources);
  members.expect(sources.at(-1)?.size ?? 0);
  for (let first = 0, end = 0; first < sources.length; first = end) {
    const source = sources[first]!;
    end = endOfSame(sources, first);
    if (source.size === 0) continue;
    const walk = source.begin(call);
    while (walk.next()) {
      const own = walk.score;
      let score = weighed(source, own);
      const found = findIn(into, walk);
      if (found !== 0) score = aggregated(members.score(found), score, aggregate);
      for (let i = first + 1; i < end; i++)
        score = aggregated(score, weighed(sources[i]!, own), aggregate);
      members.writeScore(found === 0 ? members.add(walk.text) : found, score);
    }
  }
}

/** Behind the sources that are the same key once more: it is gone through once for all of them. */
function endOfSame(sources: readonly ScoredSource[], first: number): number {
  const { address } = sources[first]!;
  let end = first + 1;
  while (sources[end]?.address === address) end++;
  return end;
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
    let { address } = smallest;
    let own = walk.score;
    for (const other of others) {
      if (other.address !== address) own = other.scoreOf(walk, call.db);
      isEverywhere = !Number.isNaN(own);
      if (!isEverywhere) break;
      ({ address } = other);
      score = aggregated(score, own * other.weight, aggregate);
    }
    if (!isEverywhere) continue;
    findIn(into, walk);
    members.writeScore(members.add(walk.text), score);
  }
}

/** How many members are in all of the inputs; counts no further than `limit`. */
export function countCommon(call: Call, sources: readonly ScoredSource[], limit: number): number {
  const [smallest, ...others] = distinct(bySize(sources));
  if (smallest === undefined || smallest.size === 0) return 0;
  const walk = smallest.begin(call);
  let count = 0;
  while (count < limit && walk.next()) if (isInAll(call, walk, others)) count++;
  return count;
}

/** Puts what is in the first of the inputs and in no other into a set. Throws `OutOfMemory`. */
export function subtract(call: Call, sources: readonly ScoredSource[], into: BigSortedSet): void {
  const { members } = into;
  const [first, ...rest] = sources;
  if (first === undefined || first.size === 0) return;
  if (rest.some((other) => other.address === first.address)) return;
  const others = distinct(rest);
  const walk = first.begin(call);
  while (walk.next()) {
    if (isInAny(call, walk, others)) continue;
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

function isInAll({ db }: Call, walk: ScoredWalk, others: readonly ScoredSource[]): boolean {
  for (const other of others) if (Number.isNaN(other.scoreOf(walk, db))) return false;
  return true;
}

function isInAny({ db }: Call, walk: ScoredWalk, others: readonly ScoredSource[]): boolean {
  for (const other of others) if (!Number.isNaN(other.scoreOf(walk, db))) return true;
  return false;
}

/** The order in which Redis adds scores up, which shows in their last digits. */
function bySize(sources: readonly ScoredSource[]): readonly ScoredSource[] {
  return sources.toSorted((left, right) => left.size - right.size);
}

/** Each key once: naming it again changes nothing where only membership counts. */
function distinct(sources: readonly ScoredSource[]): readonly ScoredSource[] {
  const known = new Set<number>();
  return sources.filter(({ address }) => {
    const isNew = !known.has(address);
    known.add(address);
    return isNew;
  });
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
