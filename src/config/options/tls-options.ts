import { namedCertificates } from '../named-certificates.ts';
import { count } from '../numeric-kinds.ts';
import type { Option } from '../option.ts';
import { defineOption, flag, text, word } from '../option-kinds.ts';
import { slot } from '../slot.ts';

/** TLS: the port, certificates, and what is negotiated. */
export const tlsOptions: readonly Option[] = [
  count('tls-port', slot('listen', 'tlsPort'), {
    doc: 'Port for TLS; 0 for none.',
    max: 65535n,
  }),
  text('tls-cert-file', slot('tls', 'certFile'), {
    doc: 'Certificate of this server with its chain, PEM. Setting the same path again loads the file again.',
    kind: 'path',
    volatile: true,
  }),
  text('tls-key-file', slot('tls', 'keyFile'), {
    doc: 'Private key of that certificate, PEM.',
    kind: 'path',
    volatile: true,
  }),
  text('tls-key-file-pass', slot('tls', 'keyFilePass'), {
    doc: 'Passphrase of the private key, and of the keys of `tls-sni-cert` that are encrypted.',
    secret: true,
  }),
  text('tls-key-file-pass-file', slot('tls', 'keyFilePassFile'), {
    doc: 'Where that passphrase is kept in place of `tls-key-file-pass`: a path, `env:NAME`, or `credential:NAME` of systemd. Read again with the certificates.',
    kind: 'path',
    change: 'immutable',
    origin: 'Casemate',
  }),
  namedCertificates('tls-sni-cert', slot('tls', 'named'), {
    doc: 'A certificate and its key for clients that ask for a server of this name: `tls-sni-cert db.example.org db.pem db.key`, a line for each name. A name that begins with `*.` stands for any one label in its place; case is of no matter. Who asks for another name or for none is shown `tls-cert-file`. Everything else about TLS is the same for all names. They are read again with the other certificates: all of them, or none is replaced.',
    volatile: true,
    origin: 'Casemate',
  }),
  count('tls-auto-reload-interval', slot('tls', 'autoReloadIntervalSeconds'), {
    doc: 'How often to look whether a file of a certificate, key, authority or CRL has changed, and to read all of them again if so; 0 for never. 60 in the secure mode. What does not fit together is not taken into use: the log says so once, and the next change is tried again.',
    unit: 'seconds',
    origin: 'Valkey 9.1',
  }),
  text('tls-client-cert-file', slot('tls', 'clientCertFile'), {
    doc: 'Certificate for connections to other servers; the server certificate when absent.',
    kind: 'path',
    volatile: true,
    noEffect: 'Nothing connects to other servers yet.',
  }),
  text('tls-client-key-file', slot('tls', 'clientKeyFile'), {
    doc: 'Private key of that certificate.',
    kind: 'path',
    volatile: true,
    noEffect: 'Nothing connects to other servers yet.',
  }),
  text('tls-client-key-file-pass', slot('tls', 'clientKeyFilePass'), {
    doc: 'Passphrase of that key.',
    secret: true,
    noEffect: 'Nothing connects to other servers yet.',
  }),
  text('tls-client-key-file-pass-file', slot('tls', 'clientKeyFilePassFile'), {
    doc: 'Where that passphrase is kept: a path, `env:NAME` or `credential:NAME`. It is read and judged at the start.',
    kind: 'path',
    change: 'immutable',
    origin: 'Casemate',
  }),
  text('tls-dh-params-file', slot('tls', 'dhParamsFile'), {
    doc: 'Diffie-Hellman parameters for TLS 1.2; automatic when absent.',
    kind: 'path',
    volatile: true,
  }),
  text('tls-ca-cert-file', slot('tls', 'caCertFile'), {
    doc: 'Certificates of the authorities that sign client certificates, PEM.',
    kind: 'path',
    volatile: true,
  }),
  text('tls-ca-cert-dir', slot('tls', 'caCertDir'), {
    doc: 'Directory of such certificates; every PEM file in it is read.',
    kind: 'path',
    volatile: true,
  }),
  word('tls-auth-clients', slot('tls', 'authClients'), {
    doc: 'Whether clients must show a certificate, may show one, or are not asked.',
    words: ['no', 'yes', 'optional'],
  }),
  word('tls-auth-clients-user', slot('tls', 'authClientsUser'), {
    doc: 'Which names in a verified client certificate log it in as the ACL user of that name: its CN, its URI or DNS alternative names, or its OU.',
    words: ['off', 'cn', 'uri', 'dns', 'ou'],
    origin: 'Valkey 8.1',
  }),
  text('tls-crl-file', slot('tls', 'crlFile'), {
    doc: 'Revoked client certificates: one CRL, PEM, of each authority. Read again with the certificates.',
    kind: 'path',
    volatile: true,
    origin: 'Casemate',
  }),
  defineOption<readonly string[]>(
    {
      name: 'tls-protocols',
      slot: slot('tls', 'protocols'),
      type: 'words from `TLSv1`, `TLSv1.1`, `TLSv1.2`, `TLSv1.3`',
      parse: ([words = '']) => parseProtocols(words),
      print: (protocols) => protocols.join(' '),
      printLine: (protocols) => (protocols.length === 0 ? undefined : `"${protocols.join(' ')}"`),
    },
    {
      doc: 'Versions that may be negotiated; TLS 1.2 and 1.3 when absent. Older ones are warned of.',
    },
  ),
  text('tls-ciphers', slot('tls', 'ciphers'), {
    doc: "Ciphers for TLS 1.2 and older, in OpenSSL's syntax.",
  }),
  text('tls-ciphersuites', slot('tls', 'ciphersuites'), {
    doc: 'Cipher suites for TLS 1.3.',
  }),
  flag('tls-prefer-server-ciphers', slot('tls', 'preferServerCiphers'), {
    doc: "Whether the server's order of ciphers counts and not the client's.",
  }),
  flag('tls-session-caching', slot('tls', 'sessionCaching'), {
    doc: 'Whether clients may resume sessions. Ticket keys change at each reload, so a revoked certificate can resume nothing.',
  }),
  count('tls-session-cache-size', slot('tls', 'sessionCacheSize'), {
    doc: 'Sessions to remember.',
    noEffect: 'Sessions are resumed by tickets that the clients keep; the server remembers none.',
  }),
  count('tls-session-cache-timeout', slot('tls', 'sessionCacheTimeoutSeconds'), {
    doc: 'How long a session may be resumed.',
    unit: 'seconds',
  }),
  flag('tls-replication', slot('tls', 'replication'), {
    doc: 'Whether the connection to a primary uses TLS.',
    noEffect: 'There is no replication yet.',
  }),
  flag('tls-cluster', slot('tls', 'cluster'), {
    doc: 'Whether the cluster bus uses TLS.',
    noEffect: 'There is no cluster bus: `cluster-enabled yes` is refused.',
  }),
];

const PROTOCOLS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

function parseProtocols(words: string): { value: readonly string[] } | string {
  const given = words.split(/\s+/).filter((item) => item !== '');
  const known = given.map((item) =>
    PROTOCOLS.find((name) => name.toLowerCase() === item.toLowerCase()),
  );
  if (known.includes(undefined))
    return `Unable to update TLS configuration: protocols are ${PROTOCOLS.join(', ')}`;
  return { value: known.filter((name) => name !== undefined) };
}
