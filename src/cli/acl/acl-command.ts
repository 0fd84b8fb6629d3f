import { isatty } from 'node:tty';
import { Command } from 'commander';
import { NodeCrypto } from '../../platform/node-crypto.ts';
import { NodeEntropy } from '../../platform/node-entropy.ts';
import { NodeProcess } from '../../platform/node-process.ts';
import { readSecret } from '../client/read-secret.ts';
import { runProgram } from '../run-program.ts';
import type { AclWorld } from './acl-world.ts';
import { type HashOptions, printHash } from './hash.ts';

const EXAMPLE = `
A password that a person chose is kept as scrypt hash; the password is never an argument.

  casemate acl hash                          asks for it twice
  pass show redis/ann | casemate acl hash    reads it from standard input
  casemate cli ACL SETUSER ann on "$(casemate acl hash)" '~ann:*' +@read +@connection`;

/** `casemate acl` on this machine; gives the exit code. */
export async function runAcl(argv: readonly string[]): Promise<number> {
  const world: AclWorld = {
    crypto: new NodeCrypto(),
    entropy: new NodeEntropy(),
    inputIsTerminal: isatty(0),
    readSecret: (prompt) => readSecret(process.stdin, process.stderr, prompt),
    readInput: () => new NodeProcess().readStandardInput(),
    print: (text) => {
      process.stdout.write(text);
    },
  };
  return await runProgram(aclProgram(world), argv);
}

/** The arguments that it takes. */
export function aclProgram(world: AclWorld): Command {
  const program = new Command('casemate acl').description('Rules for ACL users').exitOverride();
  program
    .command('hash')
    .description('the rule that gives a user a password, as a hash that is slow to guess')
    .option('--json', 'for machines')
    .addHelpText('after', EXAMPLE)
    .action((options: HashOptions) => printHash(world, options));
  return program;
}
