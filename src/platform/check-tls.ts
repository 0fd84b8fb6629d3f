import type { KeyObject } from 'node:crypto';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { Outcome } from '../ports/failure.ts';
import { failed, success } from '../ports/failure.ts';
import type { CertificateInUse, CertificatesInUse, TlsMaterial, TlsPolicy } from '../ports/tls.ts';
import { nodeTlsOptions } from './tls-options.ts';

const PEM_CERTIFICATE =
  /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g;
const ENCRYPTED_KEY = /-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/;
const PEM_DH = '-----BEGIN DH PARAMETERS-----';

/** Where a pair comes from, as the failure names it. */
interface PairDirectives {
  readonly certificate: string;
  readonly key: string;
  readonly pair: string;
}

const OWN_PAIR: PairDirectives = {
  certificate: 'tls-cert-file',
  key: 'tls-key-file, tls-key-file-pass',
  pair: 'tls-key-file, tls-cert-file',
};

type Pair = Pick<TlsMaterial, 'certificate' | 'key' | 'keyPassphrase'>;

/** Tries everything that could be wrong, one thing at a time, so that the failure names the directive to mend. */
export function checkTls(material: TlsMaterial, policy: TlsPolicy): Outcome<CertificatesInUse> {
  const server = checkPair(material, OWN_PAIR);
  if (!server.ok) return server;
  const named: CertificatesInUse['named'][number][] = [];
  for (const { name, certificate, key } of material.named ?? []) {
    const place = `tls-sni-cert ${name}`;
    const checked = checkPair(
      { ...material, certificate, key },
      { certificate: place, key: place, pair: place },
    );
    if (!checked.ok) return checked;
    named.push({ name, ...checked.value });
  }
  const authorities = checkAuthorities(material, policy);
  if (!authorities.ok) return authorities;
  if (material.dhParameters !== undefined && !textOf(material.dhParameters).includes(PEM_DH)) {
    return failed(
      'ETLSDH',
      'Failed to read DH parameters file: no DH PARAMETERS block in it (tls-dh-params-file)',
    );
  }
  const revocations = checkRevocations(material);
  if (!revocations.ok) return revocations;
  const negotiable = checkPolicy(material, policy);
  if (!negotiable.ok) return negotiable;
  return success({ server: server.value, named, authorities: authorities.value });
}

function checkAuthorities(
  { authorities }: TlsMaterial,
  policy: TlsPolicy,
): Outcome<readonly CertificateInUse[]> {
  if (policy.clients !== 'no' && authorities.length === 0) {
    return failed(
      'ETLSCA',
      'Either tls-ca-cert-file or tls-ca-cert-dir must be specified when tls-cluster, tls-replication or tls-auth-clients are enabled!',
    );
  }
  const found: CertificateInUse[] = [];
  for (const bundle of authorities) {
    // Node passes over what it can't read here, and would then trust fewer authorities than the operator believes.
    const certificates = readBundle(bundle);
    if (typeof certificates === 'string')
      return failed(
        'ETLSCA',
        'Failed to configure CA certificate(s) file/directory: no certificate could be read from it (tls-ca-cert-file, tls-ca-cert-dir)',
      );
    for (const certificate of certificates) found.push(inUse([certificate]));
  }
  return success(found);
}

function checkRevocations({ revocations }: TlsMaterial): Outcome<void> {
  if (revocations === undefined) return success(undefined);
  try {
    createSecureContext({ crl: Buffer.from(revocations) });
  } catch (error) {
    return failed(
      'ETLSCRL',
      `Failed to load revoked certificates: ${messageOf(error)} (tls-crl-file)`,
    );
  }
  return success(undefined);
}

function checkPair(pair: Pair, directives: PairDirectives): Outcome<CertificateInUse> {
  const chain = readBundle(pair.certificate);
  if (typeof chain === 'string')
    return failed('ETLSCERT', `Failed to load certificate: ${chain} (${directives.certificate})`);
  const key = openKey(pair);
  if (typeof key === 'string')
    return failed('ETLSKEY', `Failed to load private key: ${key} (${directives.key})`);
  // What stands first is shown as the server's own, the rest as what leads to an authority.
  if (chain[0]?.checkPrivateKey(key) === true) return success(inUse(chain));
  return failed(
    'ETLSKEY',
    `Failed to load private key: it is not the key of the certificate (${directives.pair})`,
  );
}

function openKey({ key, keyPassphrase }: Pair): KeyObject | string {
  const text = textOf(key);
  const isEncrypted = ENCRYPTED_KEY.test(text);
  if (isEncrypted && keyPassphrase === undefined)
    return 'it is encrypted, and there is no passphrase';
  const passphrase = keyPassphrase === undefined ? {} : { passphrase: keyPassphrase };
  try {
    return createPrivateKey({ key: Buffer.from(key), ...passphrase });
  } catch (error) {
    // OpenSSL says "bad decrypt" or something about ASN.1, by chance.
    return isEncrypted ? 'the passphrase does not open it' : messageOf(error);
  }
}

/** The first end in a chain is the end of all of it. */
function inUse(chain: readonly X509Certificate[]): CertificateInUse {
  return {
    serialNumber: chain[0]?.serialNumber ?? '',
    notAfterMs: Math.min(...chain.map(({ validTo }) => Date.parse(validTo))),
  };
}

function checkPolicy(material: TlsMaterial, policy: TlsPolicy): Outcome<void> {
  const plain: TlsPolicy = {
    clients: policy.clients,
    preferServerCiphers: false,
    sessionCaching: true,
    sessionTimeoutSeconds: 300,
  };
  const { dhParameters, ...withoutParameters } = material;
  const trials: readonly [string, TlsPolicy, TlsMaterial?][] = [
    ['tls-cert-file', plain, withoutParameters],
    ...(dhParameters === undefined
      ? []
      : [['tls-dh-params-file', plain] satisfies [string, TlsPolicy]]),
    ['tls-ciphers', policy.ciphers === undefined ? plain : { ...plain, ciphers: policy.ciphers }],
    [
      'tls-ciphersuites',
      policy.cipherSuites === undefined ? plain : { ...plain, cipherSuites: policy.cipherSuites },
    ],
    ['curves', policy.curves === undefined ? plain : { ...plain, curves: policy.curves }],
    ['tls-protocols', policy],
  ];
  for (const [directive, trial, tried = material] of trials) {
    try {
      createSecureContext(nodeTlsOptions(tried, trial, 1));
    } catch (error) {
      return failed('ETLSPOLICY', `Failed to configure ${directive}: ${messageOf(error)}`);
    }
  }
  return success(undefined);
}

/** The certificates of a PEM file, of which there is at least one and all can be read; or what is wrong. */
function readBundle(bundle: Uint8Array): readonly X509Certificate[] | string {
  const blocks = textOf(bundle).match(PEM_CERTIFICATE) ?? [];
  if (blocks.length === 0) return 'there is no certificate in it';
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch (error) {
    return messageOf(error);
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
