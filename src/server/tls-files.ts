import type { SecretWorld } from '../access/read-secret.ts';
import { resolvePath } from '../config/paths.ts';
import type { Disk } from '../ports/disk.ts';
import type { TlsMaterial, TlsPolicy, TlsVersion } from '../ports/tls.ts';
import type { Settings } from '../settings/settings.ts';
import { tlsKeyPassphrase } from './secret-directives.ts';

/** A client that has not finished its handshake by then is closed. */
export const HANDSHAKE_TIMEOUT_MS = 10_000;

/** What the tls-* directives name, read from the disk; a text says which directive's file can't be read. */
export async function readTlsMaterial(
  settings: Settings,
  disk: Disk,
  secrets: SecretWorld,
): Promise<TlsMaterial | string> {
  const { tls } = settings;
  if (tls.certFile === '')
    return 'No tls-cert-file configured! Fix: name tls-cert-file and tls-key-file, or start without a configuration file, which makes both';
  if (tls.keyFile === '') return 'No tls-key-file configured!';
  if (tls.caCertFile === '' && tls.caCertDir === '' && tls.authClients !== 'no') {
    return 'Either tls-ca-cert-file or tls-ca-cert-dir must be specified!';
  }
  const authorities = await readAuthorities(settings, disk);
  if (typeof authorities === 'string') return authorities;
  const at = (path: string): string => resolvePath(settings.persistence.dir, path);
  const certificate = await disk.readFile(at(tls.certFile));
  if (!certificate.ok)
    return `Failed to load certificate: ${tls.certFile}: ${certificate.failure.message}`;
  const key = await disk.readFile(at(tls.keyFile));
  if (!key.ok) return `Failed to load private key: ${tls.keyFile}: ${key.failure.message}`;
  const parameters =
    tls.dhParamsFile === '' ? undefined : await disk.readFile(at(tls.dhParamsFile));
  if (parameters?.ok === false)
    return `Failed to load DH parameters file: ${parameters.failure.message}`;
  const revocations = tls.crlFile === '' ? undefined : await disk.readFile(at(tls.crlFile));
  if (revocations?.ok === false)
    return `Failed to load revoked certificates: ${tls.crlFile}: ${revocations.failure.message}`;
  const secret = await tlsKeyPassphrase(settings, secrets);
  if (typeof secret === 'string') return secret;
  return {
    certificate: certificate.value,
    key: key.value,
    authorities,
    ...(secret.passphrase === undefined ? {} : { keyPassphrase: secret.passphrase }),
    ...(revocations === undefined ? {} : { revocations: revocations.value }),
    ...(parameters === undefined ? {} : { dhParameters: parameters.value }),
  };
}

export function tlsPolicy({ tls }: Settings): TlsPolicy {
  return {
    ...(tls.protocols.length === 0 ? {} : { protocols: tls.protocols as readonly TlsVersion[] }),
    ...(tls.ciphers === '' ? {} : { ciphers: tls.ciphers }),
    ...(tls.ciphersuites === '' ? {} : { cipherSuites: tls.ciphersuites }),
    preferServerCiphers: tls.preferServerCiphers,
    clients: tls.authClients,
    sessionCaching: tls.sessionCaching,
    sessionTimeoutSeconds: tls.sessionCacheTimeoutSeconds,
  };
}

async function readAuthorities(
  { tls, persistence }: Settings,
  disk: Disk,
): Promise<readonly Uint8Array[] | string> {
  const directory = resolvePath(persistence.dir, tls.caCertDir);
  const paths = tls.caCertFile === '' ? [] : [resolvePath(persistence.dir, tls.caCertFile)];
  if (tls.caCertDir !== '') {
    const names = await disk.list(directory);
    if (!names.ok) return `Failed to read tls-ca-cert-dir: ${names.failure.message}`;
    paths.push(...names.value.map((name) => `${directory}/${name}`));
  }
  const authorities: Uint8Array[] = [];
  for (const path of paths) {
    const file = await disk.readFile(path);
    if (!file.ok) return `Failed to load CA certificate: ${path}: ${file.failure.message}`;
    authorities.push(file.value);
  }
  return authorities;
}
