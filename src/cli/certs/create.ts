import {
  type Issuing,
  issueClientCertificate,
  issueNamedServerCertificate,
} from '../../crypto/certificates.ts';
import type { CertificatePair } from '../../ports/certificates.ts';
import { ProgramFailure } from '../run-program.ts';
import { findPaths, readAuthority } from './authority.ts';
import type { CertsWorld } from './certs-world.ts';

const SECRET_MODE = 0o600;
const PUBLIC_MODE = 0o644;
const DAYS_MAX = 3650;
/** What becomes a file's name and a user's. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]+)$/;

export interface CreateOptions {
  readonly dataDir?: string;
  readonly out?: string;
  readonly days: string;
  readonly passphraseFile?: string;
  readonly dns: readonly string[];
  readonly uri: readonly string[];
  readonly ip: readonly string[];
  readonly ou?: string;
}

/** `casemate certs create client|server NAME`: a certificate and its key, signed by the local authority. */
export async function createCertificate(
  world: CertsWorld,
  use: 'client' | 'server',
  { name, options }: { readonly name: string; readonly options: CreateOptions },
): Promise<void> {
  if (!NAME.test(name)) {
    throw new ProgramFailure(
      `'${name}' can't be the name: letters, digits and . _ @ - are, up to 64 of them`,
    );
  }
  const paths = await findPaths(world, options.dataDir);
  const authority = await readAuthority(world, paths);
  const issuing: Issuing = { ...world, nowMs: world.clock.wallMs() };
  const days = readDays(options.days);
  const pair =
    use === 'client'
      ? await issueClientCertificate(issuing, authority, {
          commonName: name,
          ...(options.ou === undefined ? {} : { organizationalUnit: options.ou }),
          dnsNames: options.dns,
          uris: options.uri,
          days,
        })
      : await issueNamedServerCertificate(issuing, authority, {
          dnsNames: [...(ADDRESS.test(name) ? [] : [name]), ...options.dns],
          addresses: [...(ADDRESS.test(name) ? [name] : []), ...options.ip],
          days,
        });
  const base = `${options.out ?? '.'}/${name}`;
  await write(world, base, { ...pair, key: await lockedKey(world, pair, options.passphraseFile) });
  world.print(
    `${base}.crt  certificate, for ${days} days\n` +
      `${base}.key  its key${options.passphraseFile === undefined ? '' : ', encrypted'}: keep it secret\n` +
      `${paths.authority}  the authority that both sides trust\n`,
  );
}

/** Neither file may be there: a key that is written over is gone. */
async function write(world: CertsWorld, base: string, pair: CertificatePair): Promise<void> {
  for (const path of [`${base}.crt`, `${base}.key`]) {
    if ((await world.disk.lstat(path)).ok) {
      throw new ProgramFailure(`${path} is there already: move it away, or choose another --out`);
    }
  }
  const key = await world.disk.writeFile(`${base}.key`, pair.key, { mode: SECRET_MODE });
  if (!key.ok) throw new ProgramFailure(`${base}.key: ${key.failure.message}`);
  const certificate = await world.disk.writeFile(`${base}.crt`, pair.certificate, {
    mode: PUBLIC_MODE,
  });
  if (!certificate.ok) throw new ProgramFailure(`${base}.crt: ${certificate.failure.message}`);
}

/** The passphrase comes from a file: a process list shows arguments to everybody. */
async function lockedKey(
  world: CertsWorld,
  { key }: CertificatePair,
  passphraseFile: string | undefined,
): Promise<Uint8Array> {
  if (passphraseFile === undefined) return key;
  const file = await world.disk.readFile(passphraseFile);
  if (!file.ok) throw new ProgramFailure(`${passphraseFile}: ${file.failure.message}`);
  const passphrase = new TextDecoder().decode(file.value).replace(/\r?\n$/, '');
  if (passphrase === '') throw new ProgramFailure(`${passphraseFile}: the passphrase is empty`);
  const encrypted = world.certificates.encryptKey(key, passphrase);
  if (!encrypted.ok) throw new ProgramFailure(encrypted.failure.message);
  return encrypted.value;
}

function readDays(text: string): number {
  const days = Number(text);
  if (/^[1-9]\d{0,3}$/.test(text) && days <= DAYS_MAX) return days;
  throw new ProgramFailure(`--days ${text}: a number from 1 to ${DAYS_MAX} is needed`);
}
