import type { Outcome } from './failure.ts';

/** A certificate and its private key (PKCS #8), both PEM. */
export interface CertificatePair {
  readonly certificate: Uint8Array;
  readonly key: Uint8Array;
}

/** One certificate to be made, with a new ECDSA P-256 key. */
export interface CertificateOrder {
  /** An authority signs certificates of servers and clients, and no other authority's. */
  readonly use: 'authority' | 'server' | 'client';
  readonly commonName: string;
  readonly organizationalUnit?: string;
  /** Absent: signed by its own key. */
  readonly issuer?: CertificatePair;
  readonly dnsNames: readonly string[];
  readonly addresses: readonly string[];
  readonly uris?: readonly string[];
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
  /** DNS names, addresses and URIs as written. */
  readonly names: readonly string[];
  /** It may sign others. */
  readonly isAuthority: boolean;
  /** The object identifiers of its extended key usage; undefined: it may be used for anything. */
  readonly extendedKeyUsage: readonly string[] | undefined;
}

/** Makes and reads X.509 certificates. */
export interface Certificates {
  issue(order: CertificateOrder): Promise<CertificatePair>;
  /** The first certificate of a PEM file. */
  read(certificate: Uint8Array): Outcome<CertificateSummary>;
  /** A failure says what is wrong with the key, or that it belongs to another certificate. */
  checkKey(pair: CertificatePair): Outcome<void>;
  /** The same key, encrypted with a passphrase (PKCS #8, AES-256). Fails for what is no private key. */
  encryptKey(key: Uint8Array, passphrase: string): Outcome<Uint8Array>;
  /** Every certificate of a PEM file. */
  readAll(pem: Uint8Array): Outcome<readonly CertificateSummary[]>;
  /** Whether this very authority signed it. */
  isIssuedBy(certificate: Uint8Array, authority: Uint8Array): boolean;
}
