import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import type {
  CertificateOrder,
  CertificatePair,
  CertificateSummary,
  Certificates,
} from '../ports/certificates.ts';
import type { Outcome } from '../ports/failure.ts';
import { failed, success } from '../ports/failure.ts';
import { readAlternativeNames } from './alternative-names.ts';

type X509Library = typeof import('@peculiar/x509');

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const KEY_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Certificates by @peculiar/x509 and WebCrypto, read by OpenSSL. */
export class NodeCertificates implements Certificates {
  async issue(order: CertificateOrder): Promise<CertificatePair> {
    const library = await loadLibrary();
    const keys = await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
    const issuer =
      order.issuer === undefined
        ? undefined
        : new library.X509Certificate(text(order.issuer.certificate));
    const subject =
      order.organizationalUnit === undefined
        ? [{ CN: [order.commonName] }]
        : [{ OU: [order.organizationalUnit] }, { CN: [order.commonName] }];
    const certificate = await library.X509CertificateGenerator.create({
      serialNumber: Buffer.from(order.serialNumber).toString('hex'),
      subject,
      issuer: issuer?.subjectName.toJSON() ?? subject,
      notBefore: new Date(order.notBeforeMs),
      notAfter: new Date(order.notAfterMs),
      publicKey: keys.publicKey,
      signingKey: order.issuer === undefined ? keys.privateKey : await signingKey(order.issuer.key),
      signingAlgorithm: KEY_ALGORITHM,
      extensions: await extensionsOf(library, order, { own: keys.publicKey, issuer }),
    });
    const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
    return {
      certificate: bytesOf(`${certificate.toString('pem')}\n`),
      key: bytesOf(`${library.PemConverter.encode(key, 'PRIVATE KEY')}\n`),
    };
  }

  read(certificate: Uint8Array): Outcome<CertificateSummary> {
    try {
      const parsed = new X509Certificate(certificate);
      return success({
        subject: parsed.subject,
        issuer: parsed.issuer,
        notBeforeMs: Date.parse(parsed.validFrom),
        notAfterMs: Date.parse(parsed.validTo),
        serialNumber: parsed.serialNumber,
        fingerprint256: parsed.fingerprint256,
        names: readAlternativeNames(parsed.subjectAltName ?? '').map((name) => name.value),
        isAuthority: parsed.ca,
        // Undefined without the extension, whatever Node's types say.
        extendedKeyUsage: parsed.keyUsage,
      });
    } catch (error) {
      return failed('EBADCERT', messageOf(error));
    }
  }

  checkKey(pair: CertificatePair): Outcome<void> {
    try {
      const certificate = new X509Certificate(pair.certificate);
      if (certificate.checkPrivateKey(createPrivateKey(Buffer.from(pair.key))))
        return success(undefined);
      return failed('EKEYMISMATCH', 'it is not the key of the certificate');
    } catch (error) {
      return failed('EBADKEY', messageOf(error));
    }
  }

  encryptKey(key: Uint8Array, passphrase: string): Outcome<Uint8Array> {
    try {
      const pem = createPrivateKey(Buffer.from(key)).export({
        type: 'pkcs8',
        format: 'pem',
        cipher: 'aes-256-cbc',
        passphrase,
      });
      return success(bytesOf(pem.toString()));
    } catch (error) {
      return failed('EBADKEY', messageOf(error));
    }
  }

  readAll(pem: Uint8Array): Outcome<readonly CertificateSummary[]> {
    const blocks = text(pem).match(PEM_CERTIFICATE) ?? [];
    if (blocks.length === 0) return failed('EBADCERT', 'there is no certificate in it');
    const summaries: CertificateSummary[] = [];
    for (const block of blocks) {
      const read = this.read(bytesOf(block));
      if (!read.ok) return read;
      summaries.push(read.value);
    }
    return success(summaries);
  }

  isIssuedBy(certificate: Uint8Array, authority: Uint8Array): boolean {
    try {
      const signer = new X509Certificate(authority);
      const signed = new X509Certificate(certificate);
      return signed.checkIssued(signer) && signed.verify(signer.publicKey);
    } catch {
      return false;
    }
  }
}

/** Loading takes a quarter of a second, so it waits until a certificate must be made. */
async function loadLibrary(): Promise<X509Library> {
  // The library's dependency injection refuses to load without this polyfill.
  await import('reflect-metadata');
  const library = await import('@peculiar/x509');
  library.cryptoProvider.set(webcrypto);
  return library;
}

async function signingKey(pem: Uint8Array): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(Buffer.from(pem)).export({ type: 'pkcs8', format: 'der' });
  return await webcrypto.subtle.importKey('pkcs8', der, KEY_ALGORITHM, false, ['sign']);
}

interface ExtensionKeys {
  readonly own: webcrypto.CryptoKey;
  readonly issuer: InstanceType<X509Library['X509Certificate']> | undefined;
}

async function extensionsOf(library: X509Library, order: CertificateOrder, keys: ExtensionKeys) {
  const subjectKey = await library.SubjectKeyIdentifierExtension.create(keys.own);
  const { KeyUsageFlags } = library;
  if (order.use === 'authority') {
    return [
      new library.BasicConstraintsExtension(true, 0, true),
      new library.KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      subjectKey,
    ];
  }
  const names = [
    ...order.dnsNames.map((value) => ({ type: 'dns' as const, value })),
    ...order.addresses.map((value) => ({ type: 'ip' as const, value })),
    ...(order.uris ?? []).map((value) => ({ type: 'url' as const, value })),
  ];
  const { serverAuth, clientAuth } = library.ExtendedKeyUsage;
  return [
    new library.BasicConstraintsExtension(false, undefined, true),
    new library.KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new library.ExtendedKeyUsageExtension([order.use === 'server' ? serverAuth : clientAuth]),
    ...(names.length === 0 ? [] : [new library.SubjectAlternativeNameExtension(names)]),
    subjectKey,
    ...(keys.issuer === undefined
      ? []
      : [await library.AuthorityKeyIdentifierExtension.create(keys.issuer.publicKey)]),
  ];
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function bytesOf(ascii: string): Uint8Array {
  return new Uint8Array(Buffer.from(ascii, 'latin1'));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
