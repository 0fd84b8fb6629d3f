import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { PeerCertificate } from '../ports/tls.ts';
import { readAlternativeNames } from './alternative-names.ts';

/** What the peer of a finished handshake proved itself with, if with anything. */
export function readPeerCertificate(socket: TLSSocket): PeerCertificate | undefined {
  const certificate: X509Certificate | undefined = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  const subject = certificate.toLegacyObject().subject as unknown as
    | Readonly<Record<string, string | string[] | undefined>>
    | undefined;
  const names = readAlternativeNames(certificate.subjectAltName ?? '');
  return {
    verified: socket.authorized,
    commonNames: listOf(subject?.['CN']),
    organizationalUnits: listOf(subject?.['OU']),
    uris: names.filter((name) => name.type === 'URI').map((name) => name.value),
    dnsNames: names.filter((name) => name.type === 'DNS').map((name) => name.value),
    serialNumber: certificate.serialNumber,
    fingerprint256: certificate.fingerprint256,
    der: new Uint8Array(certificate.raw),
  };
}

function listOf(value: string | string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
