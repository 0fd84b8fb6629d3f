import type { CommandTable } from '../command/table.ts';
import type { Revocation } from '../engine/session-registry.ts';
import type { SecuritySettings } from '../settings/security-settings.ts';

/** What `revoke-disconnects` ends when users change; nothing while it is off, as in Redis. */
export function revocationOf(
  security: Pick<SecuritySettings, 'revokeDisconnects'>,
  table: Pick<CommandTable, 'named'>,
): Revocation {
  const monitor = table.named('monitor')?.id ?? -1;
  return {
    endsAll: ({ user }) => security.revokeDisconnects && !user.enabled,
    endsMonitors: (user) => security.revokeDisconnects && !user.mayRun(monitor),
  };
}
