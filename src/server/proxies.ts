import { allowsOrigin, parseSourceRule } from '../access/source-rule.ts';
import type { Settings } from '../settings/settings.ts';

/** Whether connections from an address begin with a PROXY header (`proxy-protocol-from`). Asked once a connection. */
export function isProxy({ listen }: Settings, source: string): boolean {
  if (listen.proxyProtocolFrom.length === 0) return false;
  const rules = listen.proxyProtocolFrom.map(parseSourceRule).filter((rule) => rule !== undefined);
  return allowsOrigin(rules, { kind: 'tcp', source });
}
