import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A server's certificate from an authority of an authority, as an operator's openssl makes them. */
export interface CertificateChain {
  /** The authority that clients trust. */
  readonly root: Buffer;
  /** The server's certificate alone. */
  readonly leaf: Buffer;
  /** What leads from it to the root. */
  readonly intermediate: Buffer;
  readonly key: Buffer;
  /** The same key, encrypted: PKCS#8, and OpenSSL's own older form. */
  readonly encryptedKey: Buffer;
  readonly oldEncryptedKey: Buffer;
}

export interface ChainOptions {
  /** Host names of the server. */
  readonly names: readonly string[];
  readonly passphrase: string;
  readonly days?: number;
}

/** Makes one in a folder of the test. */
export function makeChain(folder: string, options: ChainOptions): CertificateChain {
  const at = (name: string): string => join(folder, name);
  const run = (...words: readonly string[]): void => {
    execFileSync('openssl', words, { stdio: 'pipe' });
  };
  const request = (name: string, subject: string): void => {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    run('req', ...key, '-keyout', at(`${name}.key`), '-subj', subject, '-out', at(`${name}.csr`));
  };
  const sign = (name: string, by: string, extensions: string): void => {
    writeFileSync(at(`${name}.ext`), extensions);
    const signer = by === name ? ['-signkey', at(`${name}.key`)] : ['-CA', at(`${by}.crt`)];
    const key = by === name ? [] : ['-CAkey', at(`${by}.key`), '-CAcreateserial'];
    const more = ['-days', String(options.days ?? 2), '-extfile', at(`${name}.ext`)];
    run(
      'x509',
      '-req',
      '-in',
      at(`${name}.csr`),
      ...signer,
      ...key,
      ...more,
      '-out',
      at(`${name}.crt`),
    );
  };
  const authority = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n';
  request('root', '/CN=Root');
  sign('root', 'root', authority);
  request('middle', '/CN=Middle');
  sign('middle', 'root', authority);
  request('leaf', `/CN=${options.names[0] ?? 'leaf'}`);
  const names = options.names.map((name) => `DNS:${name}`).join(',');
  sign('leaf', 'middle', `extendedKeyUsage=serverAuth\nsubjectAltName=${names}\n`);
  const pass = ['-passout', `pass:${options.passphrase}`];
  run(
    'pkcs8',
    '-topk8',
    '-in',
    at('leaf.key'),
    '-v2',
    'aes-256-cbc',
    ...pass,
    '-out',
    at('leaf.p8'),
  );
  run('ec', '-in', at('leaf.key'), '-aes256', ...pass, '-out', at('leaf.old'));
  const read = (name: string): Buffer => readFileSync(at(name));
  return {
    root: read('root.crt'),
    leaf: read('leaf.crt'),
    intermediate: read('middle.crt'),
    key: read('leaf.key'),
    encryptedKey: read('leaf.p8'),
    oldEncryptedKey: read('leaf.old'),
  };
}
