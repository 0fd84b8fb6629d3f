import type { Session } from '../../engine/session.ts';
import type { ServerServices } from '../services.ts';
import type { InfoField } from './info-source.ts';

/** Security_warnings: what a security engineer would say about the configuration in use. */
export function securitySection(
  services: ServerServices,
  { user }: Pick<Session, 'user'>,
): readonly InfoField[] {
  const getUser = services.engine.table.named('acl|getuser');
  const seesUsers = getUser !== undefined && user.mayRun(getUser.id);
  const findings = services.securityWarnings();
  const told = findings.map(({ id, message, withoutNames = message }, index): InfoField => {
    const said = seesUsers ? message : withoutNames;
    return [`security_warning_${index}`, `${id}: ${said.replaceAll(/[\r\n]+/g, ' ')}`];
  });
  // Users that ACL SAVE (or CONFIG REWRITE, without an ACL file) hasn't written are gone at the next start.
  const unsaved = services.users.unsaved ? 1 : 0;
  return [['security_warnings', findings.length], ...told, ['acl_unsaved', unsaved]];
}
