import { setTimeout as pause } from 'node:timers/promises';
import { NodeClock } from '../../platform/node-clock.ts';
import { NodeDisk } from '../../platform/node-disk.ts';
import { NodeEntropy } from '../../platform/node-entropy.ts';
import { NodeNetwork } from '../../platform/node-network.ts';
import { NodeProcess } from '../../platform/node-process.ts';
import { NodeTerminal } from './node-terminal.ts';
import { runClient } from './run-client.ts';

/** `casemate cli` on this machine: runs with the arguments after `cli` and gives the exit code. */
export function runCli(argv: readonly string[], version: string): Promise<number> {
  return runClient(argv, {
    network: new NodeNetwork(),
    disk: new NodeDisk(),
    clock: new NodeClock(),
    entropy: new NodeEntropy(),
    host: new NodeProcess(),
    terminal: new NodeTerminal(),
    pause: (delayMs) => pause(delayMs),
    version,
  });
}
