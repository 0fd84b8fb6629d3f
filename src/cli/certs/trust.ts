import { findPaths } from './authority.ts';
import type { CertsWorld } from './certs-world.ts';

/** `casemate certs trust`: how clients are told to trust the local authority. */
export async function explainTrust(
  world: CertsWorld,
  options: { readonly dataDir?: string },
): Promise<void> {
  const { authority } = await findPaths(world, options.dataDir);
  world.print(
    [
      `The authority that signed the server's certificate is ${authority}. It is no secret; copy it to the clients.`,
      '',
      `  redis-cli        redis-cli --tls --cacert ${authority} …`,
      `  Node.js          NODE_EXTRA_CA_CERTS=${authority} node app.js, or tls: { ca: readFileSync('ca.crt') }`,
      `  Python           redis.Redis(ssl=True, ssl_ca_certs='ca.crt')`,
      `  this machine     sudo cp ${authority} /usr/local/share/ca-certificates/casemate.crt && sudo update-ca-certificates`,
      '',
    ].join('\n'),
  );
}
