import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { parseAclFile } from '../../src/access/acl-file.ts';
import { mergeSelectorWords } from '../../src/access/user-rules.ts';
import { workFolder } from '../support/program.ts';
import { type RedisServer, startRedisServer, startValkeyServer } from '../support/redis-server.ts';
import type { RespClient } from '../support/resp-client.ts';
import { AclSide, assertSameRights } from './acl-side.ts';
import { opensTwice, ruleWords } from './random-rules.ts';

const RUNS = Number(process.env['RUNS'] ?? 100);

type Start = (context: TestContext, lines: readonly string[]) => Promise<RedisServer | undefined>;

/** Another server with a file of users, and Casemate's ACL over the same commands and the same file. */
class FileOfUsers {
  readonly ours: AclSide;
  readonly client: RespClient;
  readonly #path: string;

  private constructor(ours: AclSide, client: RespClient, file: string) {
    this.ours = ours;
    this.client = client;
    this.#path = file;
  }

  static async open(context: TestContext, start: Start): Promise<FileOfUsers | undefined> {
    const file = path.join(await workFolder(context), 'users.acl');
    writeFileSync(file, '');
    const server = await start(context, [`aclfile ${file}`]);
    if (server === undefined) return undefined;
    const client = await server.connect();
    return new FileOfUsers(await AclSide.like(client), client, file);
  }

  /** On both sides, from nothing. */
  async set(lists: readonly (readonly string[])[]): Promise<void> {
    this.ours.users.delete(['alice']);
    await this.client.call('ACL', 'DELUSER', 'alice');
    for (const rules of lists) {
      this.ours.set(rules);
      await this.client.reply('ACL', 'SETUSER', 'alice', ...rules);
    }
  }

  get text(): string {
    return readFileSync(this.#path, 'latin1');
  }

  set text(text: string) {
    writeFileSync(this.#path, text, 'latin1');
  }

  async theirSave(): Promise<void> {
    assert.equal(await this.client.call('ACL', 'SAVE'), 'OK');
  }

  ourSave(): void {
    this.text = this.ours.users.lines().join('\n');
  }

  /** What ACL LOAD of the file answers. */
  async theirLoad(): Promise<string> {
    const reply = await this.client.reply('ACL', 'LOAD');
    return reply.type === 'error' ? reply.error.message : 'OK';
  }

  ourLoad(): string {
    const { users } = this.ours;
    const parsed = parseAclFile(this.text, this.#path, users.context);
    const wrong = 'errors' in parsed ? parsed.errors : users.replaceAll(parsed.users);
    // An error reply has no line breaks.
    return wrong === undefined ? 'OK' : `ERR ${wrong.trimEnd()}`;
  }

  async theirLines(): Promise<string[]> {
    return (await this.client.call('ACL', 'LIST')) as string[];
  }

  async theirLine(): Promise<string> {
    return (await this.theirLines()).find((line) => line.startsWith('user alice ')) ?? '';
  }
}

/** Neither server can read what they print for `%RW~*`, which is `~*`. */
const canBeRead = (side: AclSide): boolean => !side.line.includes('%RW~*');

test('users that Casemate or Valkey save are loaded by the other as they were', async (context) => {
  const file = await FileOfUsers.open(context, startValkeyServer);
  if (file === undefined) return;
  const { ours } = file;
  const lists = fc.array(ruleWords(ours.commandNames), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(lists, async (calls) => {
      await file.set(calls);
      if (!canBeRead(ours)) return;
      const lines = ours.users.lines();
      file.ourSave();
      assert.equal(await file.theirLoad(), 'OK');
      assert.deepEqual(await file.theirLines(), lines);
      await file.theirSave();
      assert.equal(file.ourLoad(), 'OK');
      assert.deepEqual(ours.users.lines(), lines);
    }),
    { numRuns: RUNS },
  );
});

test('users that Casemate or redis-server save have the same rights when the other has loaded them', async (context) => {
  const file = await FileOfUsers.open(context, startRedisServer);
  if (file === undefined) return;
  const { ours } = file;
  const list = ruleWords(ours.commandNames).filter((words) => !opensTwice(words));
  await fc.assert(
    fc.asyncProperty(fc.array(list, { minLength: 1, maxLength: 3 }), async (calls) => {
      await file.set(calls);
      if (!canBeRead(ours)) return;
      const line = await file.theirLine();
      file.ourSave();
      assert.equal(await file.theirLoad(), 'OK');
      assertSameRights(ours, await file.theirLine());
      await file.set(calls);
      await file.theirSave();
      assert.equal(file.ourLoad(), 'OK');
      assertSameRights(ours, line);
    }),
    { numRuns: RUNS },
  );
});

/** Lines of which few are right: words too many, too few, in the wrong place, and users twice. */
function fileText(names: readonly string[]): fc.Arbitrary<string> {
  const space = fc.constantFrom(' ', ' ', ' ', ' ', '  ', '\t', ' \r', '\t ');
  const line = fc
    .tuple(
      fc.constantFrom('user', 'user', 'user', 'user', 'USER', 'users', '', '#'),
      fc.constantFrom('alice', 'bob', 'default', '', 'a\tb', 'user'),
      // Valkey dies of some parentheses that are never closed.
      ruleWords(names).filter((words) => !('unmatched' in mergeSelectorWords(words))),
      space,
      fc.constantFrom('', '', ' ', '\t', '\r'),
    )
    .map(([keyword, name, rules, between, end]) => [keyword, name, ...rules].join(between) + end);
  return fc.array(line, { maxLength: 3 }).map((lines) => lines.join('\n'));
}

test('a file of users with mistakes is refused in the words of Valkey', async (context) => {
  const file = await FileOfUsers.open(context, startValkeyServer);
  if (file === undefined) return;
  // The file may take every right from the user `default`.
  const owner = 'user owner on nopass ~* &* +@all';
  const [, name = '', ...rules] = owner.split(' ');
  file.ours.users.set(name, rules);
  await file.client.call('ACL', 'SETUSER', name, ...rules);
  await file.client.call('AUTH', name, 'x');
  await fc.assert(
    fc.asyncProperty(fileText(file.ours.commandNames), async (text) => {
      file.text = `${owner}\n${text}`;
      assert.equal(file.ourLoad(), await file.theirLoad());
      const lines = file.ours.users.lines().map((line) => line.replaceAll('%RW~*', '~*'));
      assert.deepEqual(lines, await file.theirLines());
    }),
    { numRuns: RUNS * 3 },
  );
});
