/** A line `tls-sni-cert`. */
export interface NamedCertificate {
  /** A host name in lower case, or `*.` and the rest of one. */
  readonly name: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** The `tls-*` directives except the port, which `ListenSettings` holds. Files are paths, empty when not given. */
export class TlsSettings {
  certFile = '';
  keyFile = '';
  keyFilePass = '';
  keyFilePassFile = '';
  /** Certificates for clients that ask for these names. */
  named: readonly NamedCertificate[] = [];
  /** 0: files are read again only when somebody asks for it. */
  autoReloadIntervalSeconds = 0;
  clientCertFile = '';
  clientKeyFile = '';
  clientKeyFilePass = '';
  clientKeyFilePassFile = '';
  dhParamsFile = '';
  caCertFile = '';
  caCertDir = '';
  authClients: 'yes' | 'no' | 'optional' = 'yes';
  /** Which names of a verified client certificate log in as the user of that name. */
  authClientsUser: 'off' | 'cn' | 'uri' | 'dns' | 'ou' = 'off';
  /** Revoked certificates, PEM; empty: none. */
  crlFile = '';
  /** Empty: TLS 1.2 and 1.3. */
  protocols: readonly string[] = [];
  /** Cipher names for TLS up to 1.2, joined by colons; empty: the platform's. */
  ciphers = '';
  /** Cipher suites for TLS 1.3; empty: the platform's. */
  ciphersuites = '';
  preferServerCiphers = false;
  sessionCaching = true;
  sessionCacheSize = 20_480;
  sessionCacheTimeoutSeconds = 300;
  replication = false;
  cluster = false;
}
