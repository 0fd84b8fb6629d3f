import {
  createAuthority,
  daysLeft,
  type Issuing,
  issueServerCertificate,
  needsRenewal,
} from '../crypto/certificates.ts';
import type { CertificatePair, CertificateSummary } from '../ports/certificates.ts';
import type { Disk } from '../ports/disk.ts';
import { failed, type Outcome, success } from '../ports/failure.ts';
import type { DataDirectoryPaths } from './data-directory.ts';
import { shellWord } from './data-directory-modes.ts';

const SECRET_MODE = 0o600;
const PUBLIC_MODE = 0o644;
const EXPIRY_WARNING_DAYS = 30;

/** What keeping the certificates needs of the world. */
export interface CertificateWorld extends Issuing {
  readonly disk: Disk;
  readonly hostName: string;
}

/** How the certificates stand after a start. */
export interface CertificateState {
  readonly serverNotAfterMs: number;
  /** Lines for the log. */
  readonly notes: readonly string[];
}

/**
 * Makes the local authority and the server certificate where they are missing and renews a server certificate of ours that ends soon.
 * What the operator has put there is never replaced, except when a new one is asked for (`anew`). Safe to call again after a
 * crash at any point.
 */
export async function ensureCertificates(
  world: CertificateWorld,
  paths: DataDirectoryPaths,
  asked: 'when-due' | 'anew' = 'when-due',
): Promise<Outcome<CertificateState>> {
  const authority = await ensureAuthority(world, paths);
  if (!authority.ok) return authority;
  const existing = await readServer(world, paths);
  if (!existing.ok) return existing;
  const server = existing.value;
  if (server !== undefined && asked === 'when-due' && !isDue(world, server, authority.value)) {
    return success({
      serverNotAfterMs: server.summary.notAfterMs,
      notes: expiryNotes(world, server.summary, paths),
    });
  }
  return await renew(world, paths, {
    authority: authority.value,
    note: server === undefined ? '' : renewalNote(server.summary),
  });
}

interface Authority {
  readonly certificate: Uint8Array;
  /** Missing when the operator keeps the key elsewhere: then nothing can be renewed here. */
  readonly key: Uint8Array | undefined;
}

interface ServerFile {
  readonly pem: Uint8Array;
  readonly summary: CertificateSummary;
}

async function ensureAuthority(
  world: CertificateWorld,
  paths: DataDirectoryPaths,
): Promise<Outcome<Authority>> {
  const certificate = await optional(world.disk, paths.authority);
  const key = await optional(world.disk, paths.authorityKey);
  if (!certificate.ok) return certificate;
  if (!key.ok) return key;
  if (certificate.value === undefined) {
    const server = await optional(world.disk, paths.serverPair);
    // A key alone is a first start that was cut off. With a server certificate beside it something has been lost.
    if (!server.ok || server.value !== undefined)
      return damaged(
        paths.authority,
        'is missing',
        `restore it, or make new certificates with: ${removal(paths)}`,
      );
    return await makeAuthority(world, paths);
  }
  const summary = world.certificates.read(certificate.value);
  if (!summary.ok)
    return damaged(
      paths.authority,
      `is damaged: ${summary.failure.message}`,
      `restore it, or make new certificates with: ${removal(paths)}`,
    );
  if (key.value !== undefined) {
    const fits = world.certificates.checkKey({ certificate: certificate.value, key: key.value });
    if (!fits.ok)
      return damaged(
        paths.authorityKey,
        `is damaged: ${fits.failure.message}`,
        `restore it, or make new certificates with: ${removal(paths)}`,
      );
  }
  return success({ certificate: certificate.value, key: key.value });
}

/** The key first: a certificate on the disk means that both are there. */
async function makeAuthority(
  world: CertificateWorld,
  paths: DataDirectoryPaths,
): Promise<Outcome<Authority>> {
  const pair = await createAuthority(world);
  const key = await world.disk.writeFile(paths.authorityKey, pair.key, { mode: SECRET_MODE });
  if (!key.ok) return key;
  const certificate = await world.disk.writeFile(paths.authority, pair.certificate, {
    mode: PUBLIC_MODE,
  });
  return certificate.ok ? success(pair) : certificate;
}

async function readServer(
  world: CertificateWorld,
  paths: DataDirectoryPaths,
): Promise<Outcome<ServerFile | undefined>> {
  const pem = await optional(world.disk, paths.serverPair);
  if (!pem.ok) return pem;
  if (pem.value === undefined) return success(undefined);
  const summary = world.certificates.read(pem.value);
  const fits = summary.ok
    ? world.certificates.checkKey({ certificate: pem.value, key: pem.value })
    : summary;
  if (!fits.ok || !summary.ok) {
    const reason = fits.ok ? 'unreadable' : fits.failure.message;
    return damaged(
      paths.serverPair,
      `is damaged: ${reason}`,
      `restore it, or let the next start make a new one with: rm ${shellWord(paths.serverPair)}`,
    );
  }
  return success({ pem: pem.value, summary: summary.value });
}

function isDue(world: CertificateWorld, server: ServerFile, authority: Authority): boolean {
  if (!needsRenewal(server.summary.notAfterMs, world.nowMs) || authority.key === undefined)
    return false;
  // A certificate of the operator's own authority is theirs to renew.
  return world.certificates.isIssuedBy(server.pem, authority.certificate);
}

async function renew(
  world: CertificateWorld,
  paths: DataDirectoryPaths,
  { authority, note }: { readonly authority: Authority; readonly note: string },
): Promise<Outcome<CertificateState>> {
  if (authority.key === undefined) {
    return damaged(
      paths.serverPair,
      `is missing, and without ${paths.authorityKey} no new one can be made`,
      `restore one of them, or make new certificates with: ${removal(paths)}`,
    );
  }
  const signer: CertificatePair = { certificate: authority.certificate, key: authority.key };
  const pair = await issueServerCertificate(world, signer, world.hostName);
  const joined = new Uint8Array(pair.certificate.length + pair.key.length);
  joined.set(pair.certificate);
  joined.set(pair.key, pair.certificate.length);
  const written = await world.disk.writeFile(paths.serverPair, joined, { mode: SECRET_MODE });
  if (!written.ok) return written;
  const summary = world.certificates.read(pair.certificate);
  if (!summary.ok) return summary;
  return success({ serverNotAfterMs: summary.value.notAfterMs, notes: note === '' ? [] : [note] });
}

function renewalNote(old: CertificateSummary): string {
  return `The server certificate ${old.serialNumber} was about to end: a new one of the same authority is in its place.`;
}

function expiryNotes(
  world: CertificateWorld,
  server: CertificateSummary,
  paths: DataDirectoryPaths,
): readonly string[] {
  const days = daysLeft(server.notAfterMs, world.nowMs);
  if (days >= EXPIRY_WARNING_DAYS) return [];
  const when = days < 0 ? 'has ended' : `ends in ${days} days`;
  return [
    `The server certificate in ${paths.serverPair} ${when}, and it can't be renewed here: its authority's key isn't in ${paths.directory}.`,
  ];
}

/** Undefined when there is no such file. */
async function optional(disk: Disk, path: string): Promise<Outcome<Uint8Array | undefined>> {
  const content = await disk.readOwnFile(path);
  if (content.ok) return success(content.value.bytes);
  return content.failure.code === 'ENOENT' ? success(undefined) : content;
}

function damaged(path: string, what: string, fix: string): Outcome<never> {
  return failed('EDAMAGED', `Refusing to start: ${path} ${what}.\nFix: ${fix}`);
}

function removal(paths: DataDirectoryPaths): string {
  return `rm -f ${[paths.authority, paths.authorityKey, paths.serverPair].map(shellWord).join(' ')}\n(clients then have to trust the new ${paths.authority})`;
}
