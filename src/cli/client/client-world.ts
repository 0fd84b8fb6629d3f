import type { Disk } from '../../ports/disk.ts';
import type { Network } from '../../ports/network.ts';
import type { HostProcess } from '../../ports/process.ts';

/** Where a person, or a pipe, talks to the client. */
export interface ClientTerminal {
  readonly inputIsTerminal: boolean;
  readonly outputIsTerminal: boolean;
  print(bytes: Uint8Array): void;
  /** One line on the error output. */
  complain(line: string): void;
  /** The lines of the input, without their ends; the prompt is shown on a terminal only. */
  lines(prompt: () => string): AsyncIterable<Uint8Array>;
  /** All that is left of the input. */
  readAll(): Promise<Uint8Array>;
}

/** What the client needs of the world around it. */
export interface ClientWorld {
  readonly network: Network;
  readonly disk: Disk;
  readonly host: Pick<HostProcess, 'environment' | 'homeDirectory' | 'platform'>;
  readonly terminal: ClientTerminal;
}
