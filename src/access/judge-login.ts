import { admitsUser } from './listener-policy.ts';
import type { Origin } from './source-rule.ts';
import type { User } from './user.ts';
import type { AuthMethod } from './user-limits.ts';

export interface Credentials {
  /** One character per byte. */
  readonly name: string;
  readonly password: Uint8Array;
  /** Where the login comes from; of a session its link. */
  readonly origin: Origin;
  readonly method: AuthMethod;
  /** Wall time, ms since 1970. */
  readonly nowMs: number;
  /** False when nobody waits for the outcome any more. */
  readonly isAlive?: () => boolean;
}

/** The outcome of a login. The client learns only WRONGPASS, ACL LOG the reason. */
export type Login =
  | { readonly user: User }
  | { readonly user: undefined; readonly reason: LoginRefusal };

/**
 * `source`: not from that address; `listener`: not through that listener; `protected`: not from there without a password.
 * ACL LOG calls all three `source`.
 */
export type LoginRefusal = 'auth' | 'source' | 'listener' | 'protected';

/** Whether the user may log in there and then. The password has been compared before, whoever it is. */
export function judgeLogin(
  user: User | undefined,
  { method, nowMs, origin }: Credentials,
  { matches, needsPassword }: { readonly matches: boolean; readonly needsPassword: boolean },
): Login {
  if (
    user === undefined ||
    !user.enabled ||
    user.hasExpired(nowMs) ||
    !user.allowsMethod(method) ||
    !(matches || user.noPassword)
  )
    return { user: undefined, reason: 'auth' };
  if (!user.allowsOrigin(origin)) return { user: undefined, reason: 'source' };
  if (!admitsUser(origin.policy, user.name)) return { user: undefined, reason: 'listener' };
  if (!matches && needsPassword) return { user: undefined, reason: 'protected' };
  return { user };
}
