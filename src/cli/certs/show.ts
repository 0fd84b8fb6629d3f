import { utcText } from '../../base/calendar.ts';
import { daysLeft } from '../../crypto/certificates.ts';
import type { CertificateSummary } from '../../ports/certificates.ts';
import { ProgramFailure } from '../run-program.ts';
import { findPaths } from './authority.ts';
import type { CertsWorld } from './certs-world.ts';

export interface ShowOptions {
  readonly dataDir?: string;
  readonly json?: boolean;
}

/** `casemate certs show`: what these files say, or those of the data directory. */
export async function showCertificates(
  world: CertsWorld,
  files: readonly string[],
  options: ShowOptions,
): Promise<void> {
  const paths = files.length > 0 ? files : await ownFiles(world, options.dataDir);
  const shown: { readonly file: string; readonly certificate: CertificateSummary }[] = [];
  for (const file of paths) {
    const read = await world.disk.readFile(file);
    if (!read.ok) throw new ProgramFailure(`${file}: ${read.failure.message}`);
    const all = world.certificates.readAll(read.value);
    if (!all.ok) throw new ProgramFailure(`${file}: ${all.failure.message}`);
    for (const certificate of all.value) shown.push({ file, certificate });
  }
  const nowMs = world.clock.wallMs();
  if (options.json === true) {
    const rows = shown.map(({ file, certificate }) => asJson(file, certificate, nowMs));
    world.print(`${JSON.stringify(rows, null, 2)}\n`);
  } else world.print(shown.map((row) => asText(row, nowMs)).join('\n'));
}

async function ownFiles(
  world: CertsWorld,
  dataDir: string | undefined,
): Promise<readonly string[]> {
  const paths = await findPaths(world, dataDir);
  return [paths.authority, paths.serverPair];
}

function asText(
  { file, certificate }: { readonly file: string; readonly certificate: CertificateSummary },
  nowMs: number,
): string {
  const days = daysLeft(certificate.notAfterMs, nowMs);
  const lines: readonly (readonly [string, string])[] = [
    ['subject', oneLine(certificate.subject)],
    ['issuer', oneLine(certificate.issuer)],
    ['names', certificate.names.length === 0 ? '-' : certificate.names.join(', ')],
    ['use', useOf(certificate)],
    ['valid', `${date(certificate.notBeforeMs)} to ${date(certificate.notAfterMs)}, ${rest(days)}`],
    ['serial', certificate.serialNumber],
    ['SHA-256', certificate.fingerprint256],
  ];
  return `${file}\n${lines.map(([name, value]) => `  ${name.padEnd(8)} ${value}\n`).join('')}`;
}

function asJson(file: string, certificate: CertificateSummary, nowMs: number) {
  return {
    file,
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: certificate.names,
    authority: certificate.isAuthority,
    use: useOf(certificate),
    notBefore: utcText(certificate.notBeforeMs),
    notAfter: utcText(certificate.notAfterMs),
    daysLeft: daysLeft(certificate.notAfterMs, nowMs),
    serialNumber: certificate.serialNumber,
    fingerprint256: certificate.fingerprint256,
  };
}

const SERVER = '1.3.6.1.5.5.7.3.1';
const CLIENT = '1.3.6.1.5.5.7.3.2';
const ANY = '2.5.29.37.0';

/** What a handshake would take it for. */
function useOf({ isAuthority, extendedKeyUsage }: CertificateSummary): string {
  if (isAuthority) return 'authority';
  if (extendedKeyUsage === undefined || extendedKeyUsage.includes(ANY)) return 'server or client';
  const names = [
    ...(extendedKeyUsage.includes(SERVER) ? ['server'] : []),
    ...(extendedKeyUsage.includes(CLIENT) ? ['client'] : []),
  ];
  return names.length === 0 ? 'neither server nor client' : names.join(' or ');
}

function rest(days: number): string {
  if (days < 0) return `ended ${-days} days ago`;
  return days === 1 ? '1 day left' : `${days} days left`;
}

/** OpenSSL separates the parts of a name by line breaks. */
function oneLine(name: string): string {
  return name.split('\n').join(', ');
}

function date(ms: number): string {
  return utcText(ms).slice(0, 10);
}
