import type { CertificatePair, Certificates } from '../ports/certificates.ts';
import type { Entropy } from '../ports/entropy.ts';

const DAY_MS = 86_400_000;
/** Clients whose clock is a little behind must not refuse a certificate made just now. */
const CLOCK_SKEW_MS = 3_600_000;
const AUTHORITY_DAYS = 3650;
/** The longest life that Apple's TLS clients accept of a server certificate, whoever signed it. */
const SERVER_DAYS = 825;
/** A start this long before the end makes a new server certificate. */
const RENEWAL_DAYS = 30;
const SERIAL_BYTES = 16;
const HOST_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?$/;

/** What making certificates needs of the world. */
export interface Issuing {
  readonly certificates: Certificates;
  readonly entropy: Entropy;
  readonly nowMs: number;
}

/** Makes the local authority that signs this installation's server certificates: ECDSA P-256, ten years. */
export async function createAuthority(issuing: Issuing): Promise<CertificatePair> {
  const serialNumber = newSerialNumber(issuing.entropy);
  return await issuing.certificates.issue({
    use: 'authority',
    // Two installations whose authorities have the same name confuse a client that trusts both.
    commonName: `Casemate local CA ${hex(serialNumber.subarray(0, 4))}`,
    dnsNames: [],
    addresses: [],
    serialNumber,
    ...life(issuing.nowMs, AUTHORITY_DAYS),
  });
}

/** Makes a server certificate for this machine: ECDSA P-256, 825 days. */
export async function issueServerCertificate(
  issuing: Issuing,
  authority: CertificatePair,
  hostName: string,
): Promise<CertificatePair> {
  const dnsNames = ['localhost'];
  if (HOST_NAME.test(hostName) && hostName.toLowerCase() !== 'localhost') dnsNames.push(hostName);
  return await issuing.certificates.issue({
    use: 'server',
    commonName: 'casemate',
    issuer: authority,
    dnsNames,
    addresses: ['127.0.0.1', '::1'],
    serialNumber: newSerialNumber(issuing.entropy),
    ...life(issuing.nowMs, SERVER_DAYS),
  });
}

/** What a client's certificate says of it. */
export interface ClientIdentity {
  /** The ACL user, where `tls-auth-clients-user` is `cn`. */
  readonly commonName: string;
  readonly organizationalUnit?: string;
  readonly dnsNames: readonly string[];
  readonly uris: readonly string[];
  readonly days: number;
}

/** Makes a client certificate: ECDSA P-256. */
export async function issueClientCertificate(
  issuing: Issuing,
  authority: CertificatePair,
  { days, ...identity }: ClientIdentity,
): Promise<CertificatePair> {
  return await issuing.certificates.issue({
    use: 'client',
    ...identity,
    issuer: authority,
    addresses: [],
    serialNumber: newSerialNumber(issuing.entropy),
    ...life(issuing.nowMs, days),
  });
}

/** Names of a server beyond those of this machine, and how long its certificate lives. */
export interface ServerNames {
  readonly dnsNames: readonly string[];
  readonly addresses: readonly string[];
  readonly days: number;
}

/** Makes a certificate for a server with these names: ECDSA P-256. */
export async function issueNamedServerCertificate(
  issuing: Issuing,
  authority: CertificatePair,
  { dnsNames, addresses, days }: ServerNames,
): Promise<CertificatePair> {
  return await issuing.certificates.issue({
    use: 'server',
    commonName: dnsNames[0] ?? 'casemate',
    issuer: authority,
    dnsNames,
    addresses,
    serialNumber: newSerialNumber(issuing.entropy),
    ...life(issuing.nowMs, days),
  });
}

/** Whole days until a certificate ends; negative when it has ended. */
export function daysLeft(notAfterMs: number, nowMs: number): number {
  return Math.floor((notAfterMs - nowMs) / DAY_MS);
}

/** Whether a start should replace the server certificate. */
export function needsRenewal(notAfterMs: number, nowMs: number): boolean {
  return notAfterMs - nowMs < RENEWAL_DAYS * DAY_MS;
}

function life(nowMs: number, days: number): { notBeforeMs: number; notAfterMs: number } {
  // X.509 counts whole seconds.
  const notBeforeMs = Math.floor((nowMs - CLOCK_SKEW_MS) / 1000) * 1000;
  return { notBeforeMs, notAfterMs: notBeforeMs + days * DAY_MS };
}

/** Positive and of full length: the first byte is neither 0 nor above 127. */
function newSerialNumber(entropy: Entropy): Uint8Array {
  const serial = new Uint8Array(SERIAL_BYTES);
  entropy.fill(serial);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
