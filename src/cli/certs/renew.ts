import { ensureCertificates } from '../../server/first-run-certificates.ts';
import { ProgramFailure } from '../run-program.ts';
import { findPaths, readAuthority } from './authority.ts';
import type { CertsWorld } from './certs-world.ts';

/** `casemate certs renew`: a new certificate for the server of a data directory, of the same authority. */
export async function renewCertificate(
  world: CertsWorld,
  options: { readonly dataDir?: string },
): Promise<void> {
  const paths = await findPaths(world, options.dataDir);
  const authority = await readAuthority(world, paths);
  const server = await world.disk.readOwnFile(paths.serverPair);
  if (server.ok && !world.certificates.isIssuedBy(server.value.bytes, authority.certificate)) {
    throw new ProgramFailure(
      `${paths.serverPair} is of another authority than ${paths.authority}: its issuer renews it`,
    );
  }
  const state = await ensureCertificates(
    { ...world, nowMs: world.clock.wallMs(), hostName: world.host.hostName },
    paths,
    'anew',
  );
  if (!state.ok)
    throw new ProgramFailure(state.failure.message.replace(/^Refusing to start: /, ''));
  world.print(
    `${paths.serverPair} is new. A running server takes it over with: kill -HUP PID, or casemate cli CONFIG SET tls-cert-file ${paths.serverPair}\n`,
  );
}
