import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arguments } from '../../src/base/arguments.ts';
import { fromLatin1, toLatin1 } from '../../src/base/bytes.ts';
import { FlagBit } from '../../src/command/flags.ts';
import { FoundKeys } from '../../src/command/found-keys.ts';
import { KeyFlagBit } from '../../src/command/key-spec.ts';
import type { CommandRow } from '../../src/command/row.ts';
import { findRow } from '../../src/engine/find-row.ts';
import { maskedWord } from '../../src/engine/masked-word.ts';
import { type CommandSample, SAMPLE_DATA, SAMPLED, sampleFor } from '../support/command-samples.ts';
import { InstanceStand } from '../support/instance-stand.ts';

/** Generated for every row of the command table: a new command has its rights tested before anybody writes a test. */

const everything = ['on', 'nopass', 'allkeys', 'allchannels', 'alldbs', '+@all'];
const openedUp = (stand: InstanceStand): InstanceStand => {
  stand.user('default', ...everything);
  return stand;
};

function makeStand(): InstanceStand {
  return openedUp(
    new InstanceStand(({ security, slowLog }) => {
      security.enableDebugCommand = 'yes';
      security.enableModuleCommand = 'yes';
      slowLog.slowerThanUs = 0;
    }),
  );
}

const rows = makeStand().instance.table.rows;
/** Rows that can be called: all but containers that only hold subcommands. */
const callable = rows.filter((row) => row.command.run !== undefined);
/** A row without a sample is reported once, by the first test. */
const sampled = callable.filter((row) => sampleFor(row.fullName) !== undefined);

function sampleOf(row: CommandRow): CommandSample {
  const sample = sampleFor(row.fullName);
  assert.ok(sample !== undefined, `test/support/command-samples.ts has no sample`);
  return sample;
}

function wordsOf(row: CommandRow): string[] {
  return sampleOf(row).line.split(' ');
}

function keysIn(row: CommandRow): { readonly word: string; readonly access: number }[] {
  const words = wordsOf(row);
  const found = row.findKeys(Arguments.of(words.map(fromLatin1)), new FoundKeys());
  assert.equal(found.invalid, false, 'its own sample contradicts its key specs');
  return Array.from({ length: found.count }, (_, i) => ({
    word: words[found.words[i] ?? 0] ?? '',
    access: found.access[i] ?? 0,
  })).filter(({ access }) => (access & KeyFlagBit.not_key) === 0);
}

/** Runs a check for each row and reports all that fail, by name. */
async function forEach(
  some: readonly CommandRow[],
  check: (row: CommandRow) => void | Promise<void>,
): Promise<void> {
  assert.ok(some.length > 0);
  const failures: string[] = [];
  for (const row of some) {
    try {
      await check(row);
    } catch (error) {
      failures.push(
        `${row.fullName}: ${(error as Error).message.split('\n').slice(0, 12).join('\n    ')}`,
      );
    }
  }
  assert.ok(failures.length === 0, `\n${failures.join('\n')}`);
}

/** Fills the data that samples meet and sends what comes before the sample, as a user who may everything. */
async function prepare(stand: InstanceStand): Promise<void> {
  const owner = stand.connect('default');
  for (const line of SAMPLE_DATA) assert.match(await owner.say(...line.split(' ')), /^\+OK/, line);
}

async function setUp(client: ReturnType<InstanceStand['connect']>, row: CommandRow): Promise<void> {
  for (const line of sampleOf(row).setup ?? []) await client.say(...line.split(' '));
}

const exempt = (row: CommandRow): boolean => (row.flags & FlagBit.no_auth) !== 0;

test('every row has a sample and every sample a row', () => {
  const names = new Set(rows.map((row) => row.fullName));
  assert.deepEqual(
    callable.filter((row) => sampleFor(row.fullName) === undefined).map((row) => row.fullName),
    [],
  );
  assert.deepEqual(
    SAMPLED.filter((name) => !names.has(name)),
    [],
  );
});

test('a sample means its row, and its words beginning with k: are the keys that the row finds', async () => {
  const { table } = makeStand().instance;
  await forEach(sampled, (row) => {
    const words = wordsOf(row);
    const found = findRow(table, Arguments.of(words.map(fromLatin1)));
    assert.ok('fullName' in found, 'the sample is refused');
    assert.equal(found.fullName, row.fullName);
    assert.deepEqual(
      keysIn(row).map(({ word }) => word),
      words.filter((word) => word.startsWith('k:')),
    );
  });
});

test('nobody gets further than NOAUTH before logging in', async () => {
  const stand = makeStand();
  stand.user('default', 'resetpass', '>open sesame');
  await forEach(sampled, async (row) => {
    const client = stand.connect();
    const reply = await client.say(...wordsOf(row));
    // There are more rows than strangers may have connections.
    client.leave();
    if (exempt(row)) assert.doesNotMatch(reply, /^-NOAUTH Authentication/);
    else assert.equal(reply, refusal(row, 'NOAUTH Authentication required.'));
  });
  assert.deepEqual(
    sampled
      .filter(exempt)
      .map((row) => row.fullName)
      .sort(),
    ['auth', 'hello', 'quit', 'reset'],
  );
});

test('a user without the command gets NOPERM, and ACL LOG tells of it', async () => {
  const stand = makeStand();
  await forEach(sampled, async (row) => {
    await prepare(stand);
    stand.user('alice', 'reset', ...everything, `-${row.fullName}`);
    stand.instance.aclLog.reset();
    const { calls } = row;
    const client = stand.connect('alice');
    const before = stand.instance.world.changes.dirty;
    const reply = await client.say(...wordsOf(row));
    if (exempt(row)) {
      assert.doesNotMatch(reply, /^-NOPERM/);
      return;
    }
    assert.equal(
      reply,
      refusal(row, `NOPERM User alice has no permissions to run the '${row.fullName}' command`),
    );
    const [entry] = stand.instance.aclLog.newest(1);
    assert.equal(entry?.reason, 'command');
    assert.equal(entry.object, row.fullName);
    assert.equal(entry.userName, 'alice');
    assert.equal(stand.instance.world.changes.dirty, before, 'a refused call changed data');
    assert.equal(row.calls, calls, 'a refused call ran');
  });
});

test('a user who may everything but one of the keys gets NOPERM, and ACL LOG names the key', async () => {
  const stand = makeStand();
  const withKeys = sampled.filter((row) => keysOrNone(row).length > 0);
  await forEach(withKeys, async (row) => {
    await prepare(stand);
    const keys = keysIn(row);
    for (const [index, { word: denied }] of keys.entries()) {
      const granted = keys.filter((_, other) => other !== index).map(({ word }) => `~${word}`);
      stand.user('bob', 'reset', ...everything, 'resetkeys', ...granted);
      const client = stand.connect('bob');
      const before = stand.instance.world.changes.dirty;
      const reply = await client.say(...wordsOf(row));
      assert.equal(reply, '-NOPERM No permissions to access a key\r\n', `without ${denied}`);
      const [entry] = stand.instance.aclLog.newest(1);
      assert.equal(entry?.reason, 'key');
      assert.equal(entry.object, denied);
      assert.equal(stand.instance.world.changes.dirty, before, 'a refused call changed data');
    }
  });
});

test('each key needs exactly the rights that its flags say', async () => {
  const stand = makeStand();
  await forEach(
    sampled.filter((row) => keysOrNone(row).length > 0),
    async (row) => {
      for (const [index, { word, access }] of keysIn(row).entries()) {
        const reads = (access & KeyFlagBit.access) !== 0;
        const writes = (access & (KeyFlagBit.insert | KeyFlagBit.delete | KeyFlagBit.update)) !== 0;
        for (const right of ['R', 'W']) {
          await prepare(stand);
          const others = keysIn(row)
            .filter((_, other) => other !== index)
            .map((other) => `~${other.word}`);
          stand.user('bob', 'reset', ...everything, 'resetkeys', ...others, `%${right}~${word}`);
          const reply = await stand.connect('bob').say(...wordsOf(row));
          const allowed = !((reads && right === 'W') || (writes && right === 'R'));
          const refused = reply.startsWith('-NOPERM');
          assert.equal(refused, !allowed, `with %${right}~${word} the reply is ${reply}`);
        }
      }
    },
  );
});

test('writing rows without keys are known by name: nothing but the right to call them protects data', () => {
  const names = sampled.filter((row) => row.writes && keysOrNone(row).length === 0);
  assert.deepEqual(names.map((row) => row.fullName).sort(), ['flushall', 'flushdb', 'swapdb']);
});

/** Rows without keys that see the data of a database, or name one, or are of @keyspace. */
const SEES_DATABASES = new Set(
  'swapdb flushall flushdb keys scan dbsize randomkey select object|help'.split(' '),
);

test('a user of some databases gets NOPERM for data of others, and for nothing else', async () => {
  const stand = makeStand();
  await forEach(sampled, async (row) => {
    await prepare(stand);
    stand.user('dora', 'reset', ...everything, 'resetdbs', 'db=7');
    stand.instance.aclLog.reset();
    const reply = await stand.connect('dora').say(...wordsOf(row));
    const [entry] = stand.instance.aclLog.newest(1);
    if (keysOrNone(row).length === 0 && !SEES_DATABASES.has(row.fullName)) {
      assert.doesNotMatch(reply, /^-NOPERM/);
      assert.equal(entry, undefined);
      return;
    }
    assert.match(reply, /^-NOPERM /);
    assert.equal(entry?.reason, 'database');
  });
});

test('a wrong number of words is refused in the words of Redis', async () => {
  const stand = makeStand();
  await forEach(rows, async (row) => {
    const client = stand.connect('default');
    const name = row.fullName.split('|');
    const text = refusal(row, `ERR wrong number of arguments for '${row.fullName}' command`);
    for (let count = name.length; count < row.countMin; count++) {
      assert.equal(await client.say(...padded(name, count)), text, `${String(count)} words`);
    }
    if (row.countMax === Infinity) return;
    assert.equal(await client.say(...padded(name, row.countMax + 1)), text, 'one word too many');
  });
});

test('rows that are not marked as writing change no data, and those that are do', async () => {
  const stand = makeStand();
  await forEach(
    sampled.filter((row) => row.fullName !== 'exec'),
    async (row) => {
      await prepare(stand);
      const client = stand.connect('default');
      await setUp(client, row);
      const { changes } = stand.instance.world;
      const before = changes.dirty;
      const sizes = stand.instance.databases.map((db) => db.size);
      const reply = await client.say(...wordsOf(row));
      if (row.writes) {
        assert.ok(changes.dirty > before, `the sample changes nothing: ${reply}`);
        return;
      }
      assert.equal(changes.dirty, before);
      assert.deepEqual(
        stand.instance.databases.map((db) => db.size),
        sizes,
      );
    },
  );
});

test('a row is either reading or writing or neither, never both', async () => {
  await forEach(rows, (row) => {
    const both = FlagBit.write | FlagBit.readonly;
    assert.notEqual(row.flags & both, both);
    for (const { access } of keysOrNone(row)) {
      const changes = KeyFlagBit.insert | KeyFlagBit.delete | KeyFlagBit.update;
      if ((access & changes) !== 0) assert.ok(row.writes, 'it changes a key and is not marked so');
    }
  });
});

test('secrets stand in no log, whatever becomes of the call', async () => {
  const stand = makeStand();
  await forEach(sampled, async (row) => {
    for (const rights of [[], [`-${row.fullName}`]]) {
      await prepare(stand);
      stand.instance.slowLog.reset();
      stand.instance.aclLog.reset();
      stand.log.length = 0;
      stand.user('alice', 'reset', ...everything, ...rights);
      const client = stand.connect('alice');
      await setUp(client, row);
      await client.say(...wordsOf(row));
      // Unfinished and wrong calls leave their words behind, too.
      await client.say(...wordsOf(row), 'secret:tail', 'secret:end');
      const shown = JSON.stringify([
        stand.instance.slowLog.newest(100).map(({ words }) => words.map(toLatin1)),
        stand.instance.aclLog.newest(100),
        stand.log,
        [...stand.instance.sessions.values()].map((session) => session.lastRow?.fullName),
      ]);
      const secrets = wordsOf(row).filter((word) => word.includes('secret:'));
      for (const secret of secrets) assert.ok(!shown.includes(secret), `${secret} in ${shown}`);
    }
  });
});

test('what MONITOR and the audit log would show of a sample hides its secrets and nothing else', async () => {
  await forEach(sampled, (row) => {
    const words = wordsOf(row);
    const args = Arguments.of(words.map(fromLatin1));
    const shown = words.map((_, word) => toLatin1(maskedWord(row, args, word)));
    for (const [word, text] of words.entries()) {
      if (text.includes('secret:')) assert.equal(shown[word], '(redacted)', `word ${String(word)}`);
    }
    if (row.command.secret === undefined) assert.deepEqual(shown, words);
    const { loggable, secret } = row.command;
    if (secret === 'all') assert.deepEqual(loggable, [], 'what is secret is not loggable');
    else if (secret !== undefined)
      assert.ok(!loggable.some((word) => secret(args, word)), 'what is secret is not loggable');
  });
});

test('the rows that hide words are known by name', () => {
  assert.deepEqual(
    rows
      .filter((row) => row.command.secret !== undefined)
      .map((row) => row.fullName)
      .sort(),
    [
      'acl|deluser',
      'acl|dryrun',
      'acl|getuser',
      'acl|setuser',
      'auth',
      'command|getkeys',
      'command|getkeysandflags',
      'config|set',
      'hello',
    ],
  );
});

/** A refusal as it is answered; EXEC's says that the transaction is over, and why. */
function refusal(row: CommandRow, text: string): string {
  if (row.fullName !== 'exec') return `-${text}\r\n`;
  return `-EXECABORT Transaction discarded because of: ${text.replace('ERR ', '')}\r\n`;
}

function keysOrNone(row: CommandRow): ReturnType<typeof keysIn> {
  return sampleFor(row.fullName) === undefined ? [] : keysIn(row);
}

function padded(words: readonly string[], count: number): string[] {
  return [...words, ...new Array<string>(count - words.length).fill('x')];
}
