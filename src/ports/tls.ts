import type { Outcome } from './failure.ts';

/** A certificate for clients that ask for a server by this name (SNI). */
export interface NamedPair {
  /** A host name in lower case, or `*.` and the rest of one: any one label in its place. */
  readonly name: string;
  readonly certificate: Uint8Array;
  readonly key: Uint8Array;
}

/** What a TLS server proves itself with, as bytes already read from their files. */
export interface TlsMaterial {
  /** PEM: the certificate, then its intermediates. */
  readonly certificate: Uint8Array;
  readonly key: Uint8Array;
  /** Opens every key that is encrypted. */
  readonly keyPassphrase?: string;
  /** Shown in place of the certificate to who asks for one of these names. */
  readonly named?: readonly NamedPair[];
  /** PEM bundles that client certificates are verified against. */
  readonly authorities: readonly Uint8Array[];
  readonly dhParameters?: Uint8Array;
  /** PEM: certificates that are no longer to be believed. One list for each authority of a chain, or none is believed. */
  readonly revocations?: Uint8Array;
}

/** The versions that can be asked for; 1.0 and 1.1 only by naming them. */
export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** The `tls-auth-clients` choices. */
export type TlsClientPolicy = 'yes' | 'no' | 'optional';

/** How a TLS server negotiates. Absent fields take the strong defaults. */
export interface TlsPolicy {
  readonly protocols?: readonly TlsVersion[];
  /** OpenSSL cipher list for TLS 1.2 and below (`tls-ciphers`). */
  readonly ciphers?: string;
  /** Colon-separated TLS 1.3 suites (`tls-ciphersuites`). */
  readonly cipherSuites?: string;
  readonly preferServerCiphers: boolean;
  /** Colon-separated curve names; `auto` when absent. */
  readonly curves?: string;
  readonly clients: TlsClientPolicy;
  readonly sessionCaching: boolean;
  readonly sessionTimeoutSeconds: number;
}

/** The identity a peer has proved; all names are the certificate's own, unescaped. */
export interface PeerCertificate {
  /** False means that the chain ends at no trusted authority: its names prove nothing. */
  readonly verified: boolean;
  readonly commonNames: readonly string[];
  readonly organizationalUnits: readonly string[];
  readonly uris: readonly string[];
  readonly dnsNames: readonly string[];
  readonly serialNumber: string;
  readonly fingerprint256: string;
  readonly der: Uint8Array;
}

/** A certificate as somebody watches over it. */
export interface CertificateInUse {
  readonly serialNumber: string;
  /** When it or an intermediate that comes with it ends, whichever is first. */
  readonly notAfterMs: number;
}

/** The certificates that handshakes use now. */
export interface CertificatesInUse {
  readonly server: CertificateInUse;
  readonly named: readonly (CertificateInUse & { readonly name: string })[];
  readonly authorities: readonly CertificateInUse[];
}

/** The live TLS state that any number of listeners share. */
export interface TlsContext {
  /**
   * Replaces every pair of certificate and key, or none, and the ticket keys with them, so that no session from before
   * the reload resumes. A server certificate that has ended takes the place of none that hasn't.
   */
  reload(material: TlsMaterial, policy: TlsPolicy): Outcome<void>;
  /** Connections that have not finished their handshake. */
  readonly handshaking: number;
  readonly certificates: CertificatesInUse;
}
