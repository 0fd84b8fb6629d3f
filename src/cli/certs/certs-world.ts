import type { Certificates } from '../../ports/certificates.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Disk } from '../../ports/disk.ts';
import type { Entropy } from '../../ports/entropy.ts';
import type { HostProcess } from '../../ports/process.ts';

/** What the commands about certificates need. */
export interface CertsWorld {
  readonly certificates: Certificates;
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly disk: Disk;
  readonly entropy: Entropy;
  readonly host: HostProcess;
  readonly print: (text: string) => void;
}
