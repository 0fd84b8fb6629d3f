import { fromUtf8, toLatin1 } from '../base/bytes.ts';
import type { PeerCertificate } from '../ports/tls.ts';
import { admitsUser } from './listener-policy.ts';
import type { Origin } from './source-rule.ts';
import type { User } from './user.ts';
import type { Users } from './users.ts';

/** Which names of a client certificate name its user (`tls-auth-clients-user`). */
export type CertificateField = 'off' | 'cn' | 'uri' | 'dns' | 'ou';

/** Names in one certificate that are tried; whoever signs certificates with more of them means something else. */
const NAMES_MAX = 16;

export interface ShownCertificate {
  readonly certificate: PeerCertificate;
  readonly field: CertificateField;
  readonly origin: Origin;
  /** Wall time, ms since 1970. */
  readonly nowMs: number;
}

/** Who logs in by showing a certificate, or which names it showed that are nobody's who may. One character per byte. */
export type CertificateLogin =
  | { readonly user: User }
  | {
      readonly user: undefined;
      readonly names: readonly string[];
      /** `listener`: it names a user who may log in, but not through that listener. */
      readonly reason: 'tls-cert' | 'listener';
    };

/**
 * The user that a verified certificate names. The user must exist, be on, and may log in by certificate and from there. A
 * name counts only whole and byte for byte: no wildcard, no case folded, no part of a subject line (attack row
 * "certificate tricks").
 */
export function certificateLogin(users: Users, shown: ShownCertificate): CertificateLogin {
  if (!shown.certificate.verified) return { user: undefined, names: [], reason: 'tls-cert' };
  const names = namesIn(shown.certificate, shown.field)
    .slice(0, NAMES_MAX)
    .map((name) => toLatin1(fromUtf8(name)));
  let reason: 'tls-cert' | 'listener' = 'tls-cert';
  for (const name of names) {
    const user = users.get(name);
    if (
      user?.enabled === true &&
      !user.hasExpired(shown.nowMs) &&
      user.allowsMethod('cert') &&
      user.allowsOrigin(shown.origin)
    ) {
      if (admitsUser(shown.origin.policy, name)) return { user };
      reason = 'listener';
    }
  }
  return { user: undefined, names, reason };
}

function namesIn(certificate: PeerCertificate, field: CertificateField): readonly string[] {
  switch (field) {
    case 'cn':
      return certificate.commonNames;
    case 'uri':
      return certificate.uris;
    case 'dns':
      return certificate.dnsNames;
    case 'ou':
      return certificate.organizationalUnits;
    default:
      return [];
  }
}
