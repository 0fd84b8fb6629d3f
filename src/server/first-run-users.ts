import { generatePassword } from '../access/generate-password.ts';
import { hashPassword } from '../access/password.ts';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import type { Crypto } from '../ports/crypto.ts';
import type { Disk } from '../ports/disk.ts';
import type { Entropy } from '../ports/entropy.ts';
import { failed, type Outcome, success } from '../ports/failure.ts';
import { readCredentials, writeCredentials } from './credentials.ts';
import type { DataDirectoryPaths } from './data-directory.ts';
import { shellWord } from './data-directory-modes.ts';
import { SECURE_PORT, SECURE_TLS_PORT } from './first-run-config.ts';

/** The operator's user. */
export const ADMIN = 'admin';
const MODE = 0o600;
const DEFAULT_LINE = /^[ \t]*user[ \t]+default(?:[ \t\r]|$)/m;

/** What making the first user needs of the world. */
export interface UserWorld {
  readonly disk: Disk;
  readonly entropy: Entropy;
  readonly crypto: Crypto;
}

/** The operator's password, when this start made it or found that the start which made it was cut off. */
export interface FirstUsers {
  readonly newPassword: string | undefined;
}

/**
 * Makes the `admin` user with a password of 256 random bits, and switches `default` off. The clear text is written first: a start
 * that is cut off between the two files goes on with the same password.
 */
export async function ensureUsers(
  world: UserWorld,
  paths: DataDirectoryPaths,
): Promise<Outcome<FirstUsers>> {
  const credentials = await readCredentials(world.disk, paths.credentials);
  if (!credentials.ok && credentials.failure.code !== 'ENOENT')
    return damagedCredentials(paths, credentials.failure.message);
  const users = await world.disk.readOwnFile(paths.users);
  if (users.ok) return judgeUsers(paths, toLatin1(users.value.bytes));
  if (users.failure.code !== 'ENOENT') return users;
  // Written after the users: where it is, they have been there, and who they were can't be told any more.
  if (credentials.ok && (await world.disk.stat(paths.config)).ok) return missingUsers(paths);
  const password = credentials.ok ? credentials.value.password : await newPassword(world, paths);
  if (typeof password !== 'string') return password;
  const hash = hashPassword(fromLatin1(password), world.crypto);
  const user = credentials.ok ? credentials.value.user : ADMIN;
  const text = `user ${user} on #${hash} ~* &* +@all\nuser default off resetchannels -@all\n`;
  const written = await world.disk.writeFile(paths.users, fromLatin1(text), { mode: MODE });
  return written.ok ? success({ newPassword: password }) : written;
}

async function newPassword(
  world: UserWorld,
  paths: DataDirectoryPaths,
): Promise<string | Outcome<never>> {
  const password = generatePassword(world.entropy);
  const written = await writeCredentials(world.disk, paths.credentials, {
    user: ADMIN,
    password,
    host: '127.0.0.1',
    port: SECURE_PORT,
    tlsPort: SECURE_TLS_PORT,
    socket: paths.socket,
    authority: paths.authority,
  });
  return written.ok ? password : written;
}

/** An ACL file that doesn't name `default` leaves it on and without a password, as in Redis: an emptied file opens the server. */
function judgeUsers(paths: DataDirectoryPaths, text: string): Outcome<FirstUsers> {
  if (DEFAULT_LINE.test(text)) return success({ newPassword: undefined });
  return failed(
    'EDAMAGED',
    `Refusing to start: ${paths.users} doesn't define the user default, which would then need no password.\n` +
      `Fix: restore the file, or add this line to it: user default off`,
  );
}

function missingUsers({ users, credentials }: DataDirectoryPaths): Outcome<never> {
  return failed(
    'EDAMAGED',
    `Refusing to start: ${users} is missing, and every user but ${ADMIN} would be gone without it.\n` +
      `Fix: restore it, or start with a new ${ADMIN} alone after: rm ${shellWord(credentials)}`,
  );
}

function damagedCredentials(paths: DataDirectoryPaths, reason: string): Outcome<never> {
  const path = shellWord(paths.credentials);
  return failed(
    'EDAMAGED',
    `Refusing to start: ${reason}.\n` +
      `Fix: restore it, or rm ${path} (users and passwords stay as they are; casemate cli then asks for --user and REDISCLI_AUTH).\n` +
      `Nobody knows the password of ${ADMIN} any more? rm ${path} ${shellWord(paths.users)} makes a new one, and removes all other users.`,
  );
}
