import assert from 'node:assert/strict';
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { toLatin1 } from '../../src/base/bytes.ts';
import { ABSENT_COMMANDS } from '../../src/command/absent-commands.ts';
import { formatConfigError } from '../../src/config/config-error.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { checkRenames } from '../../src/config/loaded-config.ts';
import { NodeDisk } from '../../src/platform/node-disk.ts';
import { startCasemateServer } from '../support/casemate-server.ts';
import { InstanceStand } from '../support/instance-stand.ts';
import { needsPeer } from '../support/peer.ts';
import { workFolder } from '../support/program.ts';
import { startServerPair } from '../support/server-pair.ts';
import { type Client, compareSteps, errorSame, same, script, unlike } from './compare.ts';

/** Guide 1's kind of list: renamed, disabled, and disabled where the command doesn't exist here yet. */
const LINES = [
  'rename-command FLUSHALL ""',
  'rename-command CONFIG ASC12_CONFIG',
  'rename-command SPOP ""',
  'rename-command EVAL ""',
];

test('rename-command renames and disables as in redis-server', async (context) => {
  const pair = await startServerPair(context, LINES);
  if (pair === undefined) return;
  const [redis, casemate] = await Promise.all([pair.redis.connect(), pair.casemate.connect()]);
  await compareSteps(redis, casemate, [
    errorSame('FLUSHALL'),
    errorSame('flushall async'),
    errorSame('CONFIG GET maxclients'),
    same('asc12_config GET maxclients'),
    errorSame('ASC12_CONFIG NOPE'),
    same('FLUSHDB'),
    same('ACL DRYRUN default get x'),
  ]);
});

/** Whatever names a command: it is called by its new name and told of by the one that it was born with. */
const BY_NAME = `
  ! GET k
  ! get
  = FETCH k
  ! FETCH
  ! FETCH k k
  ! SET k v
  = FLUSHALL k v
  ! FLUSHALL
  ! OBJECT HELP
  ! OBJECT ENCODING k
  = OBJ ENCODING k
  ! OBJ
  ! OBJ ENCODING
  ! OBJ NOPE k
  ! obj nope
  ! SPOP s
  ! SPOP
  ! CONFIG GET maxclients
  ! CONFIG RESETSTAT
  = ASC12_CONFIG GET maxclients
  ! ASC12_CONFIG NOPE
  = COMMAND INFO get
  = COMMAND INFO spop set config|get object|encoding config
  ! COMMAND GETKEYS GET k
  = COMMAND GETKEYS FETCH k
  ! COMMAND GETKEYS SPOP k
  ! COMMAND GETKEYS OBJECT ENCODING k
  = COMMAND GETKEYS OBJ ENCODING k
  = COMMAND GETKEYS flushall k v
  ! ACL DRYRUN default get k
  = ACL DRYRUN default fetch k
  ! ACL DRYRUN default spop k
  ! ACL DRYRUN default config get port
  = ACL DRYRUN default asc12_config get port
  ! ACL SETUSER ann +fetch
  ! ACL SETUSER ann +asc12_config|get
  = ACL SETUSER ann on nopass ~* +get +spop -config|get +object|encoding -flushall +set
  = ACL DRYRUN ann obj encoding k
  = ACL DRYRUN ann flushall k v
  = MULTI
  ! SPOP s
  ! EXEC
  = MULTI
  = FETCH k
  ! GET k
  ! EXEC
  = LATENCY HISTOGRAM get spop
  = AUTH ann x
  = FETCH k
  ! ASC12_CONFIG GET port
  ! OBJ FREQ k
  ! GET k
`;

test('whatever names a command names it as in redis-server', async (context) => {
  const pair = await startServerPair(context, [
    'rename-command SPOP ""',
    'rename-command CONFIG ASC12_CONFIG',
    'rename-command GET FETCH',
    'rename-command OBJECT OBJ',
    'rename-command FLUSHALL ""',
    'rename-command SET FLUSHALL',
  ]);
  if (pair === undefined) return;
  const [redis, casemate] = await Promise.all([pair.redis.connect(), pair.casemate.connect()]);
  await compareSteps(redis, casemate, script(BY_NAME));
  const own = await Promise.all([pair.redis.connect(), pair.casemate.connect()]);
  const [expected, actual] = await Promise.all(own.map((client) => namesIn(client)));
  assert.deepEqual(actual, expected);
  await Promise.all(own.map((client) => client.call('ASC12_CONFIG', 'RESETSTAT')));
  await compareSteps(own[0], own[1], [
    same('FETCH k'),
    same('OBJ ENCODING k'),
    errorSame('SPOP k'),
    // Its histogram has times, which are nobody's to compare; that it is there and whose is.
    unlike('PING'),
  ]);
  for (const client of own) {
    const histogram = JSON.stringify(
      await client.call('LATENCY', 'HISTOGRAM', 'fetch', 'get', 'spop'),
    );
    assert.match(histogram, /^\["get",\["calls",1,/);
    const stats = JSON.stringify(await client.call('INFO', 'commandstats'));
    assert.match(
      stats,
      /cmdstat_get:calls=1,[^]*cmdstat_object\|encoding:calls=1,|cmdstat_object\|encoding:calls=1,[^]*cmdstat_get:calls=1,/,
    );
    assert.doesNotMatch(stats, /fetch|spop/i);
    assert.match(JSON.stringify(await client.call('CLIENT', 'LIST')), /cmd=client\|list/);
  }
});

/** What COMMAND LIST and DOCS say of the commands that the test renames. */
async function namesIn(client: Client): Promise<unknown> {
  const listed = (await client.call('COMMAND', 'LIST')) as string[];
  const names = ['get', 'fetch', 'spop', 'config', 'asc12_config', 'flushall', 'set', 'config|get'];
  const docs = (await client.call('COMMAND', 'DOCS', ...names)) as unknown[];
  const all = (await client.call('COMMAND')) as [string][];
  return {
    listed: names.filter((name) => listed.includes(name)),
    described: docs.filter((_, at) => at % 2 === 0),
    all: names.filter((name) => all.some(([known]) => known === name)),
  };
}

/** Only here both names are ours to choose: redis-server shows what was typed, and so the new name to all who read its logs. */
test('SLOWLOG and MONITOR show the name that a command was born with', async (context) => {
  const casemate = await startCasemateServer(context, {
    configLines: [
      'rename-command GET FETCH',
      'rename-command CONFIG HIDDEN',
      'slowlog-log-slower-than 0',
      'save ""',
    ],
  });
  const [client, watcher] = await Promise.all([casemate.connect(), casemate.connect()]);
  await watcher.call('MONITOR');
  await client.call('FETCH', 'k');
  await client.call('HIDDEN', 'GET', 'port');
  const push = await watcher.nextPush();
  assert.ok(push.type === 'status');
  assert.match(toLatin1(push.bytes), / "get" "k"$/);
  const slow = JSON.stringify(await client.call('SLOWLOG', 'GET', '10'));
  assert.match(slow, /\["get","k"\]/);
  assert.match(slow, /\["config","GET","port"\]/);
  assert.doesNotMatch(slow, /fetch|hidden/i);
});

const WRONG_LINES: readonly (readonly string[])[] = [
  ['rename-command CONFIG ""', 'rename-command CONFIG ASC12_CONFIG'],
  ['rename-command GET FETCH', 'rename-command GET FETCH'],
  ['rename-command NOPE ""'],
  ['rename-command GET SET'],
  ['rename-command GET FETCH', 'rename-command SET fetch'],
  ['rename-command FLUSHALL "" rename-command FLUSHDB ""'],
  ['rename-command FLUSHALL'],
  ['rename-command'],
];

/** What the program would say and end; starting it for each line would take minutes. */
async function complaintAbout(configFile: string): Promise<string> {
  const read = { configFile, optionsText: '', readsStandardInput: false, fromArguments: [] };
  const loaded = await loadConfig({ ...read, workingDirectory: '/' }, new NodeDisk());
  const names = new InstanceStand().instance.table.top.map(({ name }) => name);
  const wrong = loaded.ok
    ? checkRenames(loaded.config.renames, [...names, ...ABSENT_COMMANDS])
    : loaded.error;
  return wrong === undefined ? '' : formatConfigError(wrong, '7.2.4');
}

test('a rename that makes no sense is the same start error as in redis-server', async (context) => {
  const program = needsPeer(context, 'redis-server', 'apt-get install redis-server');
  if (program === undefined) return;
  const folder = await workFolder(context);
  const compare = async (lines: readonly string[], at: number): Promise<void> => {
    const config = path.join(folder, `${at}.conf`);
    writeFileSync(config, ['port 0', `unixsocket ${folder}/s`, ...lines, ''].join('\n'));
    const redis: SpawnSyncReturns<string> = spawnSync(program, [config], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    assert.equal(redis.status, 1, lines.join(' | '));
    const error = (text: string): string[] =>
      text
        .slice(text.indexOf('*** FATAL'))
        .replace(/\(Redis [\d.]+\)/, '')
        .split('\n')
        .filter((line) => line !== '');
    const expected = error(redis.stderr);
    // Casemate may say more below.
    assert.deepEqual(
      error(await complaintAbout(config)).slice(0, expected.length),
      expected,
      lines.join(' | '),
    );
  };
  await Promise.all(WRONG_LINES.map(compare));
});

test('a command that is gone can not be renamed again', async (context) => {
  const lines = ['rename-command CONFIG ""', 'rename-command CONFIG ASC12_CONFIG', 'save ""'];
  await assert.rejects(
    startCasemateServer(context, { configLines: lines }),
    /No such command in rename-command/,
  );
});

test('rights go by the name that a command was born with', async (context) => {
  const casemate = await startCasemateServer(context, { configLines: [...LINES, 'save ""'] });
  const client = await casemate.connect();
  await client.call('ACL', 'SETUSER', 'ann', 'on', '>secret', '+config|get');
  await client.call('AUTH', 'ann', 'secret');
  assert.equal((await client.reply('ASC12_CONFIG', 'GET', 'maxclients')).type, 'array');
  await assert.rejects(client.call('ASC12_CONFIG', 'SET', 'maxclients', '5'), /NOPERM/);
});
