import type { KeyObject } from 'node:crypto';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { Outcome } from '../ports/failure.ts';
import { failed, success } from '../ports/failure.ts';
import type { TlsMaterial, TlsPolicy } from '../ports/tls.ts';
import { nodeTlsOptions } from './tls-options.ts';

const PEM_CERTIFICATE =
  /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g;
const PEM_DH = '-----BEGIN DH PARAMETERS-----';

/** Tries everything that could be wrong, one thing at a time, so that the failure names the directive to mend. */
export function checkTls(material: TlsMaterial, policy: TlsPolicy): Outcome<void> {
  const pair = checkPair(material);
  if (!pair.ok) return pair;
  if (policy.clients !== 'no' && material.authorities.length === 0) {
    return failed(
      'ETLSCA',
      'Either tls-ca-cert-file or tls-ca-cert-dir must be specified when tls-cluster, tls-replication or tls-auth-clients are enabled!',
    );
  }
  for (const bundle of material.authorities) {
    // Node passes over what it can't read here, and would then trust fewer authorities than the operator believes.
    if (!holdsCertificates(bundle))
      return failed(
        'ETLSCA',
        'Failed to configure CA certificate(s) file/directory: no certificate could be read from it (tls-ca-cert-file, tls-ca-cert-dir)',
      );
  }
  if (material.dhParameters !== undefined && !textOf(material.dhParameters).includes(PEM_DH)) {
    return failed(
      'ETLSDH',
      'Failed to read DH parameters file: no DH PARAMETERS block in it (tls-dh-params-file)',
    );
  }
  const revocations = checkRevocations(material);
  return revocations.ok ? checkPolicy(material, policy) : revocations;
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

function checkPair(material: TlsMaterial): Outcome<void> {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(Buffer.from(material.certificate));
  } catch (error) {
    return failed('ETLSCERT', `Failed to load certificate: ${messageOf(error)} (tls-cert-file)`);
  }
  let key: KeyObject;
  try {
    const passphrase =
      material.keyPassphrase === undefined ? {} : { passphrase: material.keyPassphrase };
    key = createPrivateKey({ key: Buffer.from(material.key), ...passphrase });
  } catch (error) {
    return failed(
      'ETLSKEY',
      `Failed to load private key: ${messageOf(error)} (tls-key-file, tls-key-file-pass)`,
    );
  }
  if (certificate.checkPrivateKey(key)) return success(undefined);
  return failed(
    'ETLSKEY',
    'Failed to load private key: it is not the key of the certificate (tls-key-file, tls-cert-file)',
  );
}

function checkPolicy(material: TlsMaterial, policy: TlsPolicy): Outcome<void> {
  const plain: TlsPolicy = {
    clients: policy.clients,
    preferServerCiphers: false,
    sessionCaching: true,
    sessionTimeoutSeconds: 300,
  };
  const trials: readonly [string, TlsPolicy][] = [
    ['tls-dh-params-file', plain],
    ['tls-ciphers', policy.ciphers === undefined ? plain : { ...plain, ciphers: policy.ciphers }],
    [
      'tls-ciphersuites',
      policy.cipherSuites === undefined ? plain : { ...plain, cipherSuites: policy.cipherSuites },
    ],
    ['curves', policy.curves === undefined ? plain : { ...plain, curves: policy.curves }],
    ['tls-protocols', policy],
  ];
  for (const [directive, trial] of trials) {
    try {
      createSecureContext(nodeTlsOptions(material, trial, 1));
    } catch (error) {
      return failed('ETLSPOLICY', `Failed to configure ${directive}: ${messageOf(error)}`);
    }
  }
  return success(undefined);
}

function holdsCertificates(bundle: Uint8Array): boolean {
  const blocks = textOf(bundle).match(PEM_CERTIFICATE) ?? [];
  try {
    for (const block of blocks) new X509Certificate(block);
  } catch {
    return false;
  }
  return blocks.length > 0;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
