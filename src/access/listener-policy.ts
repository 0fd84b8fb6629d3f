import type { ListenerPolicy } from '../settings/listen-settings.ts';

/** Whether a user may be logged in through a listener (`listen … users=`). Undefined: a listener without a policy. */
export function admitsUser(policy: ListenerPolicy | undefined, name: string): boolean {
  return policy?.users === undefined || policy.users.has(name);
}
