import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { check } from '../../src/access/check.ts';
import { denialExplanation } from '../../src/access/denial.ts';
import type { SelectorRules } from '../../src/access/selector.ts';
import { IN_PROCESS } from '../../src/access/source-rule.ts';
import type { User } from '../../src/access/user.ts';
import { applyUserRules, newUserRules } from '../../src/access/user-rules.ts';
import { Users } from '../../src/access/users.ts';
import { Arguments } from '../../src/base/arguments.ts';
import { fromLatin1 } from '../../src/base/bytes.ts';
import { CATEGORIES } from '../../src/command/categories.ts';
import { CommandError } from '../../src/command/errors.ts';
import { FoundKeys } from '../../src/command/found-keys.ts';
import type { CommandRow } from '../../src/command/row.ts';
import { CommandTable } from '../../src/command/table.ts';
import { findRow } from '../../src/engine/find-row.ts';
import { NodeCrypto } from '../../src/platform/node-crypto.ts';
import { SecuritySettings } from '../../src/settings/security-settings.ts';
import { foreignCommands } from '../support/foreign-commands.ts';
import { startRedisServer, startValkeyServer } from '../support/redis-server.ts';
import type { RespClient } from '../support/resp-client.ts';

const RUNS = Number(process.env['RUNS'] ?? 150);

/** Casemate's ACL over the commands of the other server. */
class Ours {
  readonly table: CommandTable;
  readonly users: Users;

  private constructor(table: CommandTable) {
    this.table = table;
    this.users = new Users(
      { table, crypto: new NodeCrypto(), security: new SecuritySettings() },
      new Uint8Array(32),
    );
  }

  static async like(client: RespClient): Promise<Ours> {
    return new Ours(new CommandTable(await foreignCommands(client)));
  }

  set(rules: readonly string[]): string {
    const wrong = this.users.set('alice', rules);
    return wrong === undefined ? 'OK' : `ERR ${wrong}`;
  }

  get alice(): User | undefined {
    return this.users.get('alice');
  }

  /** What ACL DRYRUN answers, undefined where keys can't be told and Casemate is stricter on purpose. */
  dryrun(words: readonly string[]): string | undefined {
    const { alice } = this;
    assert.ok(alice !== undefined);
    const args = Arguments.of(words.map(fromLatin1));
    const row = findRow(this.table, args);
    if (row instanceof CommandError) return undefined;
    if (row.findKeys(args, new FoundKeys()).invalid) return undefined;
    const denial = check({ user: alice, databaseIndex: 0, nowMs: 0, link: IN_PROCESS }, row, args);
    return denial === undefined ? 'OK' : denialExplanation(denial, 'alice');
  }
}

const pattern = fc.stringMatching(/^[ab:*?]{1,3}$/);
const hash = fc.constantFrom('a'.repeat(64), '0123456789abcdef'.repeat(4));
const flagWord = fc.constantFrom(
  ...['on', 'off', 'OFF', 'nopass', 'resetpass', 'reset', 'clearselectors', ''],
  ...['sanitize-payload', 'skip-sanitize-payload', 'Skip-Sanitize-Payload'],
);
const selectorWord = fc.constantFrom(
  ...['allkeys', 'resetkeys', '~*', 'allchannels', '&*', 'resetchannels', 'AllKeys'],
  ...['allcommands', '+@all', 'nocommands', '-@all', '+@ALL'],
);
const badWord = fc.constantFrom(
  ...['+nope', '-nope', '+config|nope', '+@nope', '-@nope', 'nonsense', '%~a', '%X~a', '%RR~a'],
  ...['+get|', '+config|get|x', '+get|a|b', '#abc', '!zz', '<never', '~a b', '&a b', '+', '-'],
  ...['(+get', '(+nope)', '(on)', ')', '+@', '-config|', `#${'A'.repeat(64)}`],
);

/** Words of the rule language, of which most are right. `names` are the commands of both sides. */
function ruleWords(names: readonly string[]): fc.Arbitrary<string[]> {
  const command = fc.oneof(
    fc.constantFrom(...names),
    fc.constantFrom('get', 'GET', 'set', 'config', 'config|get', 'CONFIG|SET', 'acl', 'acl|list'),
  );
  const category = fc.constantFrom(...CATEGORIES, 'READ');
  const sign = fc.constantFrom('+', '-');
  const inSelector = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(sign, command).map((parts) => parts.join('')) },
    { weight: 3, arbitrary: fc.tuple(sign, category).map(([s, name]) => `${s}@${name}`) },
    { weight: 2, arbitrary: selectorWord },
    { weight: 2, arbitrary: pattern.map((text) => `~${text}`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('R', 'W', 'RW', 'wr', 'r'), pattern)
        .map(([access, text]) => `%${access}~${text}`),
    },
    { weight: 1, arbitrary: pattern.map((text) => `&${text}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('+select|0', '+SELECT|A', '+get|x', '-select', '+select'),
    },
  );
  const selector = fc
    .array(inSelector, { maxLength: 4 })
    .chain((words) => fc.constantFrom([`(${words.join(' ')})`], `(${words.join(' ')})`.split(' ')));
  const password = fc.oneof(
    fc.constantFrom('>a', '>b', '<a', '<b'),
    fc.tuple(fc.constantFrom('#', '!'), hash).map((parts) => parts.join('')),
  );
  const one = (arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
    arbitrary.map((word) => [word]);
  return fc
    .array(
      fc.oneof(
        { weight: 12, arbitrary: one(inSelector) },
        { weight: 2, arbitrary: one(flagWord) },
        { weight: 2, arbitrary: selector },
        { weight: 2, arbitrary: one(password) },
        { weight: 1, arbitrary: one(badWord) },
      ),
      { maxLength: 6 },
    )
    .map((groups) => groups.flat());
}

function namesOf(table: CommandTable): string[] {
  return table.rows.map((row) => row.fullName);
}

async function theirs(client: RespClient, ...words: string[]): Promise<string> {
  const reply = await client.reply(...words.map(fromLatin1));
  if (reply.type === 'error') return reply.error.message;
  assert.ok(reply.type === 'status' || reply.type === 'bulk');
  return Buffer.from(reply.bytes).toString('latin1');
}

async function theirLine(client: RespClient): Promise<string> {
  const lines = (await client.call('ACL', 'LIST')) as string[];
  return lines.find((line) => line.startsWith('user alice ')) ?? '';
}

function ourLine(ours: Ours): string {
  return ours.users.lines().find((line) => line.startsWith('user alice ')) ?? '';
}

test('any lists of rules give the same answers and the same ACL LIST as Valkey', async (context) => {
  const valkey = await startValkeyServer(context);
  if (valkey === undefined) return;
  const client = await valkey.connect();
  const ours = await Ours.like(client);
  const lists = fc.array(ruleWords(namesOf(ours.table)), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(lists, async (calls) => {
      ours.users.delete(['alice']);
      await client.call('ACL', 'DELUSER', 'alice');
      for (const rules of calls) {
        assert.equal(ours.set(rules), await theirs(client, 'ACL', 'SETUSER', 'alice', ...rules));
        // Valkey can't read back what it prints for this pattern.
        assert.equal(ourLine(ours).replaceAll('%RW~*', '~*'), await theirLine(client));
      }
    }),
    { numRuns: RUNS },
  );
});

test('any lists of rules give the same rights as redis-server, however it prints them', async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const client = await redis.connect();
  const ours = await Ours.like(client);
  const list = ruleWords(namesOf(ours.table)).filter((words) => !opensTwice(words));
  const lists = fc.array(list, { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(lists, async (calls) => {
      ours.users.delete(['alice']);
      await client.call('ACL', 'DELUSER', 'alice');
      for (const rules of calls) {
        assert.equal(ours.set(rules), await theirs(client, 'ACL', 'SETUSER', 'alice', ...rules));
        assertSameRights(ours, await theirLine(client));
      }
    }),
    { numRuns: RUNS },
  );
});

/**
 * Redis 7.0 prints the shortest rules it finds for the commands, so what the line means is compared. It prints `%RW~*` as
 * `~*`, after which its own line can't be read.
 */
function assertSameRights(ours: Ours, line: string): void {
  if (line === '' || ourLine(ours).includes('%RW~*')) return;
  const { context } = ours.users;
  const rules = newUserRules(context);
  const copy = newUserRules(context);
  const words = (text: string): string[] =>
    text
      .split(/ (?![^(]*\))/)
      .slice(2)
      .filter((word) => word !== 'sanitize-payload');
  assert.equal(applyUserRules(rules, words(line), context), undefined, line);
  assert.equal(applyUserRules(copy, words(ourLine(ours)), context), undefined, ourLine(ours));
  for (const [index, selector] of rules.selectors.entries()) {
    const own = copy.selectors[index];
    assert.ok(own !== undefined, 'a selector is missing');
    const message = `${own.commandRules.words().join(' ')} or ${selector.commandRules.words().join(' ')}`;
    assert.deepEqual(rightsOf(own), rightsOf(selector), message);
  }
  assert.deepEqual({ ...copy, selectors: [] }, { ...rules, selectors: [] });
}

/** Redis 7.0 forgets the words before a parenthesis that opens inside another; 7.2 refuses it. */
function opensTwice(words: readonly string[]): boolean {
  return /\([^)]*\(/.test(words.join(' '));
}

/** Without the wording, and without first arguments of commands that are allowed with any. */
function rightsOf({ firstArguments, ...rights }: SelectorRules): unknown {
  const allowed = (id: number): boolean =>
    ((rights.commandBits[id >>> 5] ?? 0) & (1 << (id & 31))) !== 0;
  return {
    ...rights,
    commandRules: undefined,
    firstArguments: new Map([...firstArguments].filter(([id]) => !allowed(id))),
  };
}

/**
 * What a function of the server finds in place of the specs can't be compared. With several specs, one of which counts
 * zero keys, Redis finds no key at all; Casemate asks for the others.
 */
function specsTellAll({ command }: CommandRow): boolean {
  const counted = command.keys.some(({ find }) => find !== 'unknown' && 'numkeys' in find);
  if (counted && command.keys.length > 1) return false;
  return command.keys.every(
    ({ access }) => !access.includes('variable_flags') && !access.includes('incomplete'),
  );
}

for (const [name, start] of [
  ['redis-server', startRedisServer],
  ['Valkey', startValkeyServer],
] as const) {
  test(`any user may run the same requests as on ${name}`, async (context) => {
    const server = await start(context);
    if (server === undefined) return;
    const client = await server.connect();
    const ours = await Ours.like(client);
    const rows = ours.table.rows.filter((row) => !row.isContainer && specsTellAll(row));
    const key = fc.stringMatching(/^[ab:]{1,3}$/);
    const request = fc.constantFrom(...rows).chain((row) =>
      fc
        .array(fc.oneof(key, fc.constantFrom('1', '2', '0')), {
          minLength: row.countMin - row.fullName.split('|').length,
          maxLength: Math.min(row.countMax, row.countMin + 4) - row.fullName.split('|').length,
        })
        .map((words) => [...row.fullName.split('|'), ...words]),
    );
    await fc.assert(
      fc.asyncProperty(
        ruleWords(namesOf(ours.table)),
        fc.array(request, { minLength: 5, maxLength: 20 }),
        async (rules, requests) => {
          ours.users.delete(['alice']);
          await client.call('ACL', 'DELUSER', 'alice');
          ours.set(rules);
          await client.reply('ACL', 'SETUSER', 'alice', ...rules);
          if (ours.alice === undefined) return;
          for (const words of requests) {
            const verdict = ours.dryrun(words);
            if (verdict === undefined) continue;
            const theirVerdict = await theirs(client, 'ACL', 'DRYRUN', 'alice', ...words);
            assert.equal(
              verdict,
              theirVerdict.replace(/^This user/, 'User alice'),
              words.join(' '),
            );
          }
        },
      ),
      { numRuns: RUNS },
    );
  });
}
