import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromLatin1 } from '../../src/base/bytes.ts';
import type { CommandRow } from '../../src/command/row.ts';
import { startRedisServer, startValkeyServer } from '../support/redis-server.ts';
import type { RespClient } from '../support/resp-client.ts';
import { AclSide, assertSameRights } from './acl-side.ts';
import { opensTwice, ruleWords } from './random-rules.ts';

const RUNS = Number(process.env['RUNS'] ?? 150);

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

test('any lists of rules give the same answers and the same ACL LIST as Valkey', async (context) => {
  const valkey = await startValkeyServer(context);
  if (valkey === undefined) return;
  const client = await valkey.connect();
  const ours = await AclSide.like(client);
  const lists = fc.array(ruleWords(ours.commandNames), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(lists, async (calls) => {
      ours.users.delete(['alice']);
      await client.call('ACL', 'DELUSER', 'alice');
      for (const rules of calls) {
        assert.equal(ours.set(rules), await theirs(client, 'ACL', 'SETUSER', 'alice', ...rules));
        // Valkey can't read back what it prints for this pattern.
        assert.equal(ours.line.replaceAll('%RW~*', '~*'), await theirLine(client));
      }
    }),
    { numRuns: RUNS },
  );
});

test('any lists of rules give the same rights as redis-server, however it prints them', async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const client = await redis.connect();
  const ours = await AclSide.like(client);
  const list = ruleWords(ours.commandNames).filter((words) => !opensTwice(words));
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
    const ours = await AclSide.like(client);
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
        ruleWords(ours.commandNames),
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
