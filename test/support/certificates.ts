import {
  createAuthority,
  type Issuing,
  issueServerCertificate,
} from '../../src/crypto/certificates.ts';
import { NodeCertificates } from '../../src/platform/node-certificates.ts';
import { NodeEntropy } from '../../src/platform/node-entropy.ts';
import type { CertificatePair } from '../../src/ports/certificates.ts';

function issuing(): Issuing {
  return { certificates: new NodeCertificates(), entropy: new NodeEntropy(), nowMs: Date.now() };
}

/** A local authority as the first run makes it. */
export async function newAuthority(): Promise<CertificatePair> {
  return await createAuthority(issuing());
}

/** A server certificate as the first run makes it. */
export async function newServerPair(
  authority: CertificatePair,
  hostName: string,
): Promise<CertificatePair> {
  return await issueServerCertificate(issuing(), authority, hostName);
}
