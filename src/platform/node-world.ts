import { openAppend } from './node-appended-file.ts';
import { NodeCertificates } from './node-certificates.ts';
import { NodeClock } from './node-clock.ts';
import { NodeCrypto } from './node-crypto.ts';
import { NodeDaemonizer } from './node-daemonizer.ts';
import { NodeDisk } from './node-disk.ts';
import { NodeEntropy } from './node-entropy.ts';
import { NodeNetwork } from './node-network.ts';
import { NodeProcess } from './node-process.ts';
import { systemGroupId } from './system-groups.ts';

/** The real world, as the program hands it to the server. */
export function nodeWorld(version: string) {
  return {
    clock: new NodeClock(),
    entropy: new NodeEntropy(),
    disk: new NodeDisk(),
    crypto: new NodeCrypto(),
    network: new NodeNetwork(),
    host: new NodeProcess(),
    daemonizer: new NodeDaemonizer(),
    certificates: new NodeCertificates(),
    openAppend,
    groupId: systemGroupId,
    version,
  };
}
