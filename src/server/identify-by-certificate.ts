import type { AclLog } from '../access/acl-log.ts';
import { certificateLogin } from '../access/certificate-login.ts';
import type { Users } from '../access/users.ts';
import { clientLine } from '../admin/client/client-line.ts';
import { isFull } from '../admin/connection/user-places.ts';
import type { Session } from '../engine/session.ts';
import type { Clock } from '../ports/clock.ts';
import type { LogSink } from '../ports/log.ts';
import type { PeerCertificate } from '../ports/tls.ts';
import type { Settings } from '../settings/settings.ts';

/** What a login by certificate needs of a server. */
export interface IdentifyingServer {
  readonly settings: Settings;
  readonly users: Users;
  readonly aclLog: AclLog;
  readonly sessions: ReadonlyMap<number, Session>;
  readonly ports: { readonly clock: Clock; readonly log: LogSink };
}

/**
 * Logs a session in as the user that its certificate names (`tls-auth-clients-user`). One that names nobody who may log in
 * stays a stranger, who can still log in with a password; ACL LOG and the log say so.
 */
export function identifyByCertificate(
  server: IdentifyingServer,
  session: Session,
  certificate: PeerCertificate,
): void {
  const field = server.settings.tls.authClientsUser;
  if (field === 'off') return;
  const { clock, log } = server.ports;
  const nowMs = clock.wallMs();
  const login = certificateLogin(server.users, { certificate, field, origin: session.link, nowMs });
  if (login.user !== undefined && !isFull(server.sessions, session, login.user)) {
    session.authenticate(login.user);
    return;
  }
  const name = login.user === undefined ? (login.names[0] ?? '') : login.user.name;
  const clientInfo = clientLine(session, nowMs);
  const isListener = login.user === undefined && login.reason === 'listener';
  const reason = isListener ? 'source' : 'tls-cert';
  const why = isListener ? ': this listener does not admit that user' : '';
  server.aclLog.add(
    { reason, context: 'toplevel', object: name, userName: name, clientInfo },
    nowMs,
  );
  log.line(
    'warning',
    `The client certificate from ${session.link.address} logs nobody in: ${field.toUpperCase()} '${name}' (serial ${certificate.serialNumber})${why}`,
  );
}
