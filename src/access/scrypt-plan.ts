import type { ScryptCost } from '../ports/crypto.ts';
import { parseScryptHash } from './scrypt-hash.ts';

/**
 * What checking a password by slow hashes costs, whoever the user is: of each cost as many hashes as the user who has most
 * of them. Every login that takes the slow way computes just this, so its time tells neither whether a user exists nor how
 * many hashes it has, nor how dear they are (security.md, "timing / user enumeration").
 */
export type ScryptPlan = ReadonlyMap<string, { readonly cost: ScryptCost; readonly count: number }>;

/** The plan for users with these hashes, a list each. */
export function scryptPlan(users: Iterable<readonly string[]>): ScryptPlan {
  const plan = new Map<string, { cost: ScryptCost; count: number }>();
  for (const hashes of users) {
    for (const [name, { cost, count }] of countCosts(hashes)) {
      const known = plan.get(name);
      if (known === undefined || known.count < count) plan.set(name, { cost, count });
    }
  }
  return plan;
}

/** What is left of the plan for a user with these hashes: costs of hashes to compute for nothing. */
export function scryptPadding(plan: ScryptPlan, hashes: readonly string[]): readonly ScryptCost[] {
  const own = countCosts(hashes);
  const padding: ScryptCost[] = [];
  for (const [name, { cost, count }] of plan) {
    for (let done = own.get(name)?.count ?? 0; done < count; done++) padding.push(cost);
  }
  return padding;
}

function countCosts(hashes: readonly string[]): Map<string, { cost: ScryptCost; count: number }> {
  const counts = new Map<string, { cost: ScryptCost; count: number }>();
  for (const text of hashes) {
    const cost = parseScryptHash(text)?.cost;
    if (cost === undefined) continue;
    const name = `${cost.cost} ${cost.blockSize} ${cost.parallelism}`;
    counts.set(name, { cost, count: (counts.get(name)?.count ?? 0) + 1 });
  }
  return counts;
}
