import { REFUSED_WEAKNESS, weaknessOf } from '../../access/password-policy.ts';
import { formatScryptHash, SCRYPT_COST } from '../../access/scrypt-hash.ts';
import { fromUtf8, toLatin1 } from '../../base/bytes.ts';
import { ProgramFailure } from '../run-program.ts';
import type { AclWorld } from './acl-world.ts';

export interface HashOptions {
  readonly json?: boolean;
}

const SALT_BYTES = 16;

/** `casemate acl hash`: the rule that gives a user this password, as a hash that is slow to guess. */
export async function printHash(world: AclWorld, options: HashOptions): Promise<void> {
  const password = world.inputIsTerminal ? await askTwice(world) : await readLine(world);
  // The server can't judge a hash: here is the only place where password-policy can look at it.
  const weakness = weaknessOf(toLatin1(password));
  if (weakness !== undefined) throw new ProgramFailure(REFUSED_WEAKNESS[weakness]);
  const salt = new Uint8Array(SALT_BYTES);
  world.entropy.fill(salt);
  const hash = await world.crypto.scrypt(password, salt, SCRYPT_COST);
  const rule = formatScryptHash({ cost: SCRYPT_COST, salt, hash });
  world.print(options.json === true ? `${JSON.stringify({ rule })}\n` : `${rule}\n`);
}

async function askTwice(world: AclWorld): Promise<Uint8Array> {
  const first = await world.readSecret('Password: ');
  const second = first === undefined ? undefined : await world.readSecret('Again: ');
  if (first === undefined || second === undefined)
    throw new ProgramFailure('No password was given');
  if (first !== second) throw new ProgramFailure('The two are not the same');
  return fromUtf8(first);
}

/** One line; its end doesn't belong to the password. */
async function readLine(world: AclWorld): Promise<Uint8Array> {
  const input = toLatin1(await world.readInput()).replace(/\r?\n$/, '');
  if (input.includes('\n')) throw new ProgramFailure('Standard input has more than one line');
  return Uint8Array.from(input, (character) => character.charCodeAt(0));
}
