import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { AclStand } from '../../test/support/acl-stand.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { NodeDisk } from '../platform/node-disk.ts';
import type { Disk } from '../ports/disk.ts';
import { success } from '../ports/failure.ts';
import { loadAclFile, parseAclFile, saveAclFile } from './acl-file.ts';
import type { PasswordSources } from './password-sources.ts';

const WORLD = { disk: new NodeDisk(), log: { line: () => undefined } };

const PATH = '/etc/users.acl';
const UNCHANGED =
  'WARNING: ACL errors detected, no change to the previously active ACL rules was performed';

const { context } = new AclStand();

function errorsOf(text: string): string {
  const parsed = parseAclFile(text, PATH, context);
  assert.ok('errors' in parsed, text);
  assert.ok(parsed.errors.endsWith(UNCHANGED));
  return parsed.errors.slice(0, -UNCHANGED.length);
}

function namesOf(text: string): string[] {
  const parsed = parseAclFile(text, PATH, context);
  assert.ok('users' in parsed, JSON.stringify(parsed));
  return [...parsed.users.keys()];
}

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'casemate-acl-'));
  t.after(() => rm(path, { recursive: true }));
  return path;
}

test('lines define users; blank lines and spaces between words mean nothing', () => {
  assert.deepEqual(namesOf(''), []);
  assert.deepEqual(namesOf('\n \t\r\nuser alice on\r\n\n  user  \n'.replace('user  \n', '')), [
    'alice',
  ]);
  assert.deepEqual(namesOf('user alice  on   +get \t\nuser bob'), ['alice', 'bob']);
  assert.deepEqual(namesOf('user alice (+get ~a) (+set   ~b)'), ['alice']);
});

test('every line that is wrong is told by its number, in the words of Redis', () => {
  assert.equal(
    errorsOf('nonsense\nuser\n# comment\nUSER alice on'),
    [1, 2, 3, 4]
      .map((n) => `${PATH}:${n} should start with user keyword followed by the username. `)
      .join(''),
  );
  assert.equal(
    errorsOf('user alice on\n\nuser alice off'),
    "WARNING: Duplicate user 'alice' found on line 3. ",
  );
  assert.equal(
    errorsOf('user a\tb on'),
    `'${PATH}:1: username 'a\tb' contains invalid characters. `,
  );
  assert.equal(
    errorsOf('user a (+get'),
    `${PATH}:1: Unmatched parenthesis in selector definition.`,
  );
});

test('all unknown names of a line are told, of other mistakes the first, and never the rule itself', () => {
  assert.equal(
    errorsOf('user a +nope -@never #secret <secret\nuser b ~* ~a'),
    `${PATH}:1: Error in applying operation '+nope': Unknown command or category name in ACL. ` +
      `${PATH}:1: Error in applying operation '-@never': Unknown command or category name in ACL. ` +
      `${PATH}:1: The password hash must be exactly 64 characters and contain only lowercase hexadecimal characters. ` +
      `${PATH}:2: Adding a pattern after the * pattern (or the 'allkeys' flag) is not valid and does not have any effect. Try 'resetkeys' to start with an empty list of patterns. `,
  );
});

test('any text is read as users or refused with every line that is wrong', () => {
  const piece = fc.constantFrom(
    'user',
    'alice',
    'on',
    ' ',
    '\n',
    '(',
    ')',
    '+get',
    '~*',
    '"',
    '\r',
    '>p',
    '#',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const parsed = parseAclFile(pieces.join(''), PATH, context);
      assert.notEqual('users' in parsed, 'errors' in parsed);
    }),
    { numRuns: 3000 },
  );
});

test('a saved file holds the lines of ACL LIST and makes the same users again', async (t) => {
  const path = join(await folder(t), 'users.acl');
  const stand = new AclStand();
  stand.user('on >a +@read -get ~a* %R~b (+set ~c &d db=1) from=10.0.0.0/8');
  stand.user('off', '\xff');
  stand.users.set('default', ['off']);
  const lines = stand.users.lines();
  assert.deepEqual(await saveAclFile(stand.users, WORLD, path), {
    ok: true,
    value: undefined,
  });
  assert.equal(await readFile(path, 'latin1'), lines.map((line) => `${line}\n`).join(''));
  assert.ok(!stand.users.unsaved);
  const other = new AclStand();
  assert.equal(await loadAclFile(other.users, new NodeDisk(), path), undefined);
  assert.deepEqual(other.users.lines(), lines);
  assert.ok(!other.users.unsaved);
});

test('a new file is for its owner alone, an old one keeps its mode (redis#12084)', async (t) => {
  const path = join(await folder(t), 'users.acl');
  const { users } = new AclStand();
  await saveAclFile(users, WORLD, path);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  await chmod(path, 0o640);
  await saveAclFile(users, WORLD, path);
  assert.equal((await stat(path)).mode & 0o777, 0o640);
});

test('a file with one wrong line changes nobody', async (t) => {
  const path = join(await folder(t), 'users.acl');
  await writeFile(path, 'user alice on nopass +@all\nuser bob +nope\n', { mode: 0o600 });
  const stand = new AclStand();
  const alice = stand.user('on +get');
  const before = stand.users.lines();
  assert.match(
    (await loadAclFile(stand.users, new NodeDisk(), path)) ?? '',
    /:2: Error in applying/,
  );
  assert.deepEqual(stand.users.lines(), before);
  assert.ok(!alice.deleted);
});

test('of two loads at once the second has the last word, however slow the first one is', async () => {
  let release = (): void => undefined;
  const isReleased = new Promise<void>((resolve) => (release = resolve));
  let text = 'user default on nopass +@all\nuser leaver on >file:/run/slow +@all\n';
  let readings = 0;
  const disk = {
    stat: () => Promise.resolve(success({ mode: 0o600 })),
    readFile: () => Promise.resolve(success(fromLatin1(text))),
  } as unknown as Disk;
  const passwordSources = {
    read: async () => {
      readings++;
      await isReleased;
      return { number: 1, passwords: new Map(), problems: new Map() };
    },
    keepOnly: () => undefined,
    take: () => [],
  } as unknown as PasswordSources;
  const { users } = new AclStand({ passwordSources });
  const first = loadAclFile(users, disk, PATH);
  while (readings === 0) await new Promise((resolve) => setImmediate(resolve));
  text = 'user default on nopass +@all\n';
  const second = loadAclFile(users, disk, PATH);
  await new Promise((resolve) => setImmediate(resolve));
  release();
  assert.deepEqual(await Promise.all([first, second]), [undefined, undefined]);
  assert.equal(users.get('leaver'), undefined);
});

test('a file that others may write is not believed (security.md, secrets in files)', async (t) => {
  const path = join(await folder(t), 'users.acl');
  await writeFile(path, 'user alice on\n');
  await chmod(path, 0o602);
  const { users } = new AclStand();
  assert.match(
    (await loadAclFile(users, new NodeDisk(), path)) ?? '',
    /others may write it.*chmod o-w/,
  );
  assert.equal(users.get('alice'), undefined);
});

test('a file that is not there is told with its name', async (t) => {
  const path = join(await folder(t), 'none.acl');
  const { users } = new AclStand();
  const errors = (await loadAclFile(users, new NodeDisk(), path)) ?? '';
  assert.ok(errors.startsWith(`Error loading ACLs, opening file '${path}': `));
});
