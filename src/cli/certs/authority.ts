import type { CertificatePair } from '../../ports/certificates.ts';
import { type DataDirectoryPaths, dataDirectoryPaths } from '../../server/data-directory.ts';
import { dataDirectories } from '../client/data-directory.ts';
import { ProgramFailure } from '../run-program.ts';
import type { CertsWorld } from './certs-world.ts';

/** The data directory whose certificates are meant: the one that was named, or the first that has an authority. */
export async function findPaths(
  world: CertsWorld,
  dataDir: string | undefined,
): Promise<DataDirectoryPaths> {
  const directories = dataDirectories(dataDir, world.host);
  for (const directory of directories) {
    const paths = dataDirectoryPaths(directory);
    if ((await world.disk.stat(paths.authority)).ok) return paths;
  }
  throw new ProgramFailure(
    `There is no ca.crt in ${directories.join(' or ')}: start the server once, or name its directory with --data-dir`,
  );
}

/** The authority that signs. Its key may be kept elsewhere, and then nothing can be signed here. */
export async function readAuthority(
  world: CertsWorld,
  paths: DataDirectoryPaths,
): Promise<CertificatePair> {
  const certificate = await world.disk.readFile(paths.authority);
  if (!certificate.ok)
    throw new ProgramFailure(`${paths.authority}: ${certificate.failure.message}`);
  const key = await world.disk.readOwnFile(paths.authorityKey);
  if (!key.ok) throw new ProgramFailure(`${paths.authorityKey}: ${key.failure.message}`);
  const pair = { certificate: certificate.value, key: key.value.bytes };
  const fits = world.certificates.checkKey(pair);
  if (!fits.ok) throw new ProgramFailure(`${paths.authorityKey}: ${fits.failure.message}`);
  return pair;
}
