import { Command } from 'commander';
import { NodeCertificates } from '../../platform/node-certificates.ts';
import { NodeClock } from '../../platform/node-clock.ts';
import { NodeDisk } from '../../platform/node-disk.ts';
import { NodeEntropy } from '../../platform/node-entropy.ts';
import { NodeProcess } from '../../platform/node-process.ts';
import { runProgram } from '../run-program.ts';
import type { CertsWorld } from './certs-world.ts';
import { type CreateOptions, createCertificate } from './create.ts';
import { renewCertificate } from './renew.ts';
import { type ShowOptions, showCertificates } from './show.ts';
import { explainTrust } from './trust.ts';

const DATA_DIR = ['--data-dir <path>', 'directory of the server whose authority signs'] as const;

/** `casemate certs` on this machine; gives the exit code. */
export async function runCerts(argv: readonly string[]): Promise<number> {
  const world: CertsWorld = {
    certificates: new NodeCertificates(),
    clock: new NodeClock(),
    disk: new NodeDisk(),
    entropy: new NodeEntropy(),
    host: new NodeProcess(),
    print: (text) => {
      process.stdout.write(text);
    },
  };
  return await runProgram(certsProgram(world), argv);
}

/** The arguments that it takes. */
export function certsProgram(world: CertsWorld): Command {
  const program = new Command('casemate certs')
    .description('Certificates of the local authority: make them, renew them, show them')
    .exitOverride();
  const create = program.command('create').description('make a certificate and its key');
  for (const use of ['client', 'server'] as const) {
    create
      .command(`${use} <name>`)
      .description(
        use === 'client'
          ? 'for a client; the name is its CN (see tls-auth-clients-user)'
          : 'for another server, by its DNS name or address',
      )
      .option(...DATA_DIR)
      .option('--out <directory>', 'where NAME.crt and NAME.key go', '.')
      .option('--days <n>', 'how long it lives', use === 'client' ? '90' : '365')
      .option('--passphrase-file <path>', 'encrypt the key with what is in this file')
      .option('--dns <name...>', 'further DNS names', [])
      .option('--uri <uri...>', 'URIs, as spiffe://example.org/app', [])
      .option('--ip <address...>', 'addresses of a server', [])
      .option('--ou <unit>', "a client's organizational unit")
      .action((name: string, options: CreateOptions) =>
        createCertificate(world, use, { name, options }),
      );
  }
  program
    .command('renew')
    .description("make the server's certificate anew, with the same authority")
    .option(...DATA_DIR)
    .action((options: { dataDir?: string }) => renewCertificate(world, options));
  program
    .command('show [files...]')
    .description('what certificates say: those of the data directory, or of these PEM files')
    .option(...DATA_DIR)
    .option('--json', 'for machines')
    .action((files: string[], options: ShowOptions) => showCertificates(world, files, options));
  program
    .command('trust')
    .description('how clients are told to trust the local authority')
    .option(...DATA_DIR)
    .action((options: { dataDir?: string }) => explainTrust(world, options));
  return program;
}
