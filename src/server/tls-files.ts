import type { SecretWorld } from '../access/read-secret.ts';
import { resolvePath } from '../config/paths.ts';
import type { Disk } from '../ports/disk.ts';
import type { NamedPair, TlsMaterial, TlsPolicy, TlsVersion } from '../ports/tls.ts';
import type { Settings } from '../settings/settings.ts';
import { tlsKeyPassphrase, tlsPassphrasePaths } from './secret-directives.ts';

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
  const named = await readNamed(settings, disk);
  if (typeof named === 'string') return named;
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
    ...(named.length === 0 ? {} : { named }),
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

/**
 * How the files stand on the disk: a text that is another one when any of them, or what stands in `tls-ca-cert-dir`, has
 * changed. Symbolic links are followed, so a link that is swapped (as Kubernetes does with mounted secrets) is a change.
 */
export async function tlsFilesState(
  settings: Settings,
  disk: Pick<Disk, 'stat' | 'list'>,
): Promise<string> {
  const { tls, persistence } = settings;
  const at = (path: string): string => resolvePath(persistence.dir, path);
  const paths = [tls.certFile, tls.keyFile, tls.caCertFile, tls.dhParamsFile, tls.crlFile]
    .concat(tls.named.flatMap(({ certFile, keyFile }) => [certFile, keyFile]))
    .concat(tlsPassphrasePaths(settings))
    .filter((path) => path !== '')
    .map(at);
  if (tls.caCertDir !== '') {
    const directory = at(tls.caCertDir);
    const names = await disk.list(directory);
    paths.push(directory, ...(names.ok ? names.value : []).map((name) => `${directory}/${name}`));
  }
  const states: string[] = [];
  for (const path of paths) {
    const status = await disk.stat(path);
    const { inode, sizeBytes, modifiedMs } = status.ok ? status.value : ABSENT;
    states.push(`${path} ${inode} ${sizeBytes} ${modifiedMs}`);
  }
  return states.join('\n');
}

const ABSENT = { inode: -1, sizeBytes: -1, modifiedMs: -1 };

async function readNamed(
  { tls, persistence }: Settings,
  disk: Disk,
): Promise<readonly NamedPair[] | string> {
  const pairs: NamedPair[] = [];
  for (const { name, certFile, keyFile } of tls.named) {
    const certificate = await disk.readFile(resolvePath(persistence.dir, certFile));
    if (!certificate.ok)
      return `Failed to load certificate: ${certFile}: ${certificate.failure.message} (tls-sni-cert ${name})`;
    const key = await disk.readFile(resolvePath(persistence.dir, keyFile));
    if (!key.ok)
      return `Failed to load private key: ${keyFile}: ${key.failure.message} (tls-sni-cert ${name})`;
    pairs.push({ name, certificate: certificate.value, key: key.value });
  }
  return pairs;
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
