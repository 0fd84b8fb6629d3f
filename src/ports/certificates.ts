import type { Outcome } from './failure.ts';

/** A certificate and its private key (PKCS #8), both PEM. */
export interface CertificatePair {
  readonly certificate: Uint8Array;
  readonly key: Uint8Array;
}

/** One certificate to be made, with a new ECDSA P-256 key. */
export interface CertificateOrder {
  /** An authority signs server certificates and nothing else. */
  readonly use: 'authority' | 'server';
  readonly commonName: string;
  /** Absent: signed by its own key. */
  readonly issuer?: CertificatePair;
  readonly dnsNames: readonly string[];
  readonly addresses: readonly string[];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** Positive, big-endian. */
  readonly serialNumber: Uint8Array;
}

/** What a certificate says of itself. */
export interface CertificateSummary {
  readonly subject: string;
  readonly issuer: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly serialNumber: string;
  readonly fingerprint256: string;
  /** DNS names and addresses as written. */
  readonly names: readonly string[];
}

/** Makes and reads X.509 certificates. */
export interface Certificates {
  issue(order: CertificateOrder): Promise<CertificatePair>;
  /** The first certificate of a PEM file. */
  read(certificate: Uint8Array): Outcome<CertificateSummary>;
  /** A failure says what is wrong with the key, or that it belongs to another certificate. */
  checkKey(pair: CertificatePair): Outcome<void>;
  /** Whether this very authority signed it. */
  isIssuedBy(certificate: Uint8Array, authority: Uint8Array): boolean;
}
