import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An authority in a folder, run as an operator would with openssl: signs clients and revokes them. */
export class ClientAuthority {
  readonly #folder: string;
  #serial = 100;

  /** With the certificate and key of an authority that exists, or with new ones. */
  constructor(folder: string, existing?: { readonly certificate: string; readonly key: string }) {
    this.#folder = folder;
    if (existing !== undefined) {
      writeFileSync(this.path('ca.crt'), readFileSync(existing.certificate));
      writeFileSync(this.path('ca.key'), readFileSync(existing.key));
    } else {
      this.#openssl(
        'req',
        '-x509',
        '-subj',
        '/CN=Test authority',
        '-days',
        '2',
        ...newKey(this.path('ca.key')),
        '-out',
        this.path('ca.crt'),
      );
    }
    writeFileSync(this.path('index.txt'), '');
    writeFileSync(this.path('crlnumber'), '01\n');
    writeFileSync(
      this.path('ca.cnf'),
      `[ca]\ndefault_ca=me\n[me]\ndatabase=${this.path('index.txt')}\ncrlnumber=${this.path('crlnumber')}\ndefault_md=sha256\ndefault_crl_days=2\n`,
    );
    this.revoke();
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  /** A client certificate with this subject (`/CN=alice`) and these alternative names (`URI:urn:x`). */
  issue(name: string, subject: string, alternativeNames = ''): { cert: Buffer; key: Buffer } {
    const names = alternativeNames === '' ? '' : `subjectAltName=${alternativeNames}\n`;
    return this.#sign(name, subject, `extendedKeyUsage=clientAuth\n${names}`);
  }

  /** A server certificate for these names (`DNS:localhost,IP:127.0.0.1`). */
  issueServer(name: string, alternativeNames: string): { cert: Buffer; key: Buffer } {
    const extensions = `extendedKeyUsage=serverAuth\nsubjectAltName=${alternativeNames}\n`;
    return this.#sign(name, `/CN=${name}`, extensions);
  }

  #sign(name: string, subject: string, extensions: string): { cert: Buffer; key: Buffer } {
    const at = (ending: string): string => this.path(`${name}.${ending}`);
    writeFileSync(at('ext'), extensions);
    this.#openssl('req', '-subj', subject, ...newKey(at('key')), '-out', at('csr'));
    this.#openssl(
      'x509',
      '-req',
      '-in',
      at('csr'),
      '-CA',
      this.path('ca.crt'),
      '-CAkey',
      this.path('ca.key'),
      '-set_serial',
      String(this.#serial++),
      '-days',
      '2',
      '-extfile',
      at('ext'),
      '-out',
      at('crt'),
    );
    return { cert: readFileSync(at('crt')), key: readFileSync(at('key')) };
  }

  /** Revokes these certificates and writes `crl.pem`. */
  revoke(...names: readonly string[]): void {
    const authority = [
      'ca',
      '-config',
      this.path('ca.cnf'),
      '-cert',
      this.path('ca.crt'),
      '-keyfile',
      this.path('ca.key'),
    ];
    for (const name of names) this.#openssl(...authority, '-revoke', this.path(`${name}.crt`));
    this.#openssl(...authority, '-gencrl', '-out', this.path('crl.pem'));
  }

  #openssl(...words: readonly string[]): void {
    execFileSync('openssl', words, { stdio: 'pipe' });
  }
}

function newKey(path: string): string[] {
  return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', path];
}
