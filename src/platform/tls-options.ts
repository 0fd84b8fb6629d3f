import { constants, randomBytes } from 'node:crypto';
import type { TlsOptions } from 'node:tls';
import type { TlsMaterial, TlsPolicy, TlsVersion } from '../ports/tls.ts';

/** Forward secrecy and authenticated encryption only (stops the downgrade attack). */
const STRONG_CIPHERS = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'DHE-RSA-AES128-GCM-SHA256',
  'DHE-RSA-AES256-GCM-SHA384',
].join(':');
/** What OpenSSL 3 wants to hear before it speaks a version that it holds insecure. */
const OLD_CIPHERS = 'DEFAULT@SECLEVEL=0';
const SUITES = 'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256';

const VERSIONS: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
const DEFAULT_VERSIONS: readonly TlsVersion[] = ['TLSv1.2', 'TLSv1.3'];
const SWITCHED_OFF: Readonly<Record<TlsVersion, number>> = {
  TLSv1: constants.SSL_OP_NO_TLSv1,
  'TLSv1.1': constants.SSL_OP_NO_TLSv1_1,
  'TLSv1.2': constants.SSL_OP_NO_TLSv1_2,
  'TLSv1.3': constants.SSL_OP_NO_TLSv1_3,
};
const TICKET_KEY_BYTES = 48;

/** Our policy in Node's words, with new ticket keys each time. */
export function nodeTlsOptions(
  material: TlsMaterial,
  policy: TlsPolicy,
  handshakeTimeoutMs: number,
): TlsOptions {
  const versions =
    policy.protocols === undefined || policy.protocols.length === 0
      ? DEFAULT_VERSIONS
      : policy.protocols;
  const asked = VERSIONS.filter((version) => versions.includes(version));
  const old = asked.includes('TLSv1') || asked.includes('TLSv1.1');
  let secureOptions = constants.SSL_OP_NO_RENEGOTIATION;
  for (const version of VERSIONS)
    if (!asked.includes(version)) secureOptions |= SWITCHED_OFF[version];
  // Without tickets and without a store of sessions nothing can resume.
  if (!policy.sessionCaching) secureOptions |= constants.SSL_OP_NO_TICKET;
  return {
    cert: Buffer.from(material.certificate),
    key: Buffer.from(material.key),
    ...(material.keyPassphrase === undefined ? {} : { passphrase: material.keyPassphrase }),
    ca: material.authorities.map((bundle) => Buffer.from(bundle)),
    ...(material.dhParameters === undefined ? {} : { dhparam: Buffer.from(material.dhParameters) }),
    ...(material.revocations === undefined ? {} : { crl: Buffer.from(material.revocations) }),
    minVersion: asked[0] ?? 'TLSv1.2',
    maxVersion: asked.at(-1) ?? 'TLSv1.3',
    secureOptions,
    // One list for both: Node sorts the names that begin with TLS_ out of it.
    ciphers: `${orElse(policy.cipherSuites, SUITES)}:${orElse(policy.ciphers, old ? OLD_CIPHERS : STRONG_CIPHERS)}`,
    honorCipherOrder: policy.preferServerCiphers,
    ecdhCurve: orElse(policy.curves, 'auto'),
    requestCert: policy.clients !== 'no',
    rejectUnauthorized: policy.clients === 'yes',
    sessionTimeout: policy.sessionTimeoutSeconds,
    sessionIdContext: 'casemate',
    ticketKeys: randomBytes(TICKET_KEY_BYTES),
    handshakeTimeout: handshakeTimeoutMs,
  };
}

function orElse(text: string | undefined, otherwise: string): string {
  return text === undefined || text === '' ? otherwise : text;
}
