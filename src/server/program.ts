import type { LoadedConfig } from '../config/loaded-config.ts';
import type { Certificates } from '../ports/certificates.ts';
import type { Clock } from '../ports/clock.ts';
import type { Crypto } from '../ports/crypto.ts';
import type { AppendedFile, Disk } from '../ports/disk.ts';
import type { Entropy } from '../ports/entropy.ts';
import type { Outcome } from '../ports/failure.ts';
import type { Network } from '../ports/network.ts';
import type { Daemonizer, HostProcess } from '../ports/process.ts';
import type { SecureHome } from './first-run.ts';

/** The whole outside world of the program. */
export interface ProgramWorld {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly disk: Disk;
  readonly crypto: Crypto;
  readonly network: Network;
  readonly host: HostProcess;
  readonly daemonizer: Daemonizer;
  readonly certificates: Certificates;
  readonly openAppend: (path: string, mode: number) => Outcome<AppendedFile>;
  /** The number of a group by its name. */
  readonly groupId: (name: string) => Promise<number | undefined>;
  readonly version: string;
}

/** What is known before anything is opened. */
export interface ProgramStart {
  readonly config: LoadedConfig;
  /** Undefined in the drop-in mode. */
  readonly home: SecureHome | undefined;
}
