import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { type TestContext, test } from 'node:test';
import {
  FakeClientWorld,
  type FakeClientWorldOptions,
} from '../../../test/support/fake-client-world.ts';
import { freePort } from '../../../test/support/free-port.ts';
import { needsPeer } from '../../../test/support/peer.ts';
import { type RedisServer, startRedisServer } from '../../../test/support/redis-server.ts';
import { runClient } from './run-client.ts';

interface Ran {
  readonly code: number;
  readonly printed: string;
  readonly complaints: string;
  readonly prompts: readonly string[];
  readonly titles: readonly string[];
}

async function run(argv: readonly string[], options: FakeClientWorldOptions = {}): Promise<Ran> {
  const world = new FakeClientWorld(options);
  const code = await runClient(argv, world);
  const { printed, complaints, prompts, titles } = world;
  return { code, printed, complaints, prompts, titles };
}

async function start(context: TestContext, lines: readonly string[] = []): Promise<RedisServer> {
  const server = await startRedisServer(context, lines);
  if (server === undefined) throw new Error('no redis-server');
  return server;
}

const LOCAL = { outputIsTerminal: true };

test('one command is run, printed for people on a terminal and raw into a pipe', async (context) => {
  const server = await startRedisServer(context);
  if (server === undefined) return;
  const port = ['-p', String(server.port)];
  assert.deepEqual(await run([...port, 'SET', 'key', '-1 "é"']), {
    code: 0,
    printed: 'OK\n',
    complaints: '',
    prompts: [],
    titles: [],
  });
  assert.equal((await run([...port, 'GET', 'key'], LOCAL)).printed, '"-1 \\"\\xc3\\xa9\\""\n');
  assert.equal((await run([...port, 'GET', 'key'])).printed, '-1 "\xc3\xa9"\n');
  assert.equal((await run([...port, '--no-raw', 'INCR', 'n'])).printed, '(integer) 1\n');
  assert.equal((await run([...port, '--json', 'MGET', 'n', 'none'])).printed, '["1",null]\n');
  assert.equal((await run([...port, '-x', 'SET', 'bin'], { input: '\0\xff' })).printed, 'OK\n');
  assert.equal((await run([...port, '-n', '1', 'EXISTS', 'key'])).printed, '0\n');
});

test('exit codes tell an error reply, a wrong use and a missing server apart', async (context) => {
  const server = await startRedisServer(context);
  if (server === undefined) return;
  const port = String(server.port);
  const failed = await run(['-p', port, 'NOSUCH'], LOCAL);
  assert.equal(failed.code, 0);
  assert.match(failed.printed, /^\(error\) ERR unknown command/);
  const strict = await run(['-e', '-p', port, 'NOSUCH'], LOCAL);
  assert.deepEqual([strict.code, strict.printed], [1, '']);
  assert.match(strict.complaints, /^ERR unknown command/);
  for (const wrong of [
    ['--nosuch'],
    ['-p', 'x'],
    ['-p', '70000'],
    ['-u', 'http://x'],
    ['--user', 'a', '-p', port],
  ]) {
    const ran = await run(wrong);
    assert.equal(ran.code, 2, wrong.join(' '));
    assert.notEqual(ran.complaints, '');
  }
  const nobody = await run(['-p', String(await freePort()), 'PING']);
  assert.equal(nobody.code, 3);
  assert.match(nobody.complaints, /Could not connect to 127\.0\.0\.1:\d+: Connection refused/);
  assert.match((await run(['-p', port, 'help', 'get'])).printed, /summary: Get the value/);
  assert.equal((await run(['--version'])).printed, 'casemate cli 1.2.3\n');
  const help = await run(['--help']);
  assert.equal(help.code, 0);
  assert.match(help.printed, /Examples:/);
});

test('SHUTDOWN ends quietly with the server, and what comes after it finds no connection', async (context) => {
  const server = await startRedisServer(context);
  if (server === undefined) return;
  const port = ['-p', String(server.port)];
  const refused = await run([...port, 'SHUTDOWN', 'ABORT']);
  assert.deepEqual([refused.code, refused.printed], [0, 'ERR No shutdown in progress.\n\n']);
  assert.deepEqual(await run([...port, 'SHUTDOWN', 'NOSAVE']), {
    code: 0,
    printed: '',
    complaints: '',
    prompts: [],
    titles: [],
  });
});

test('lines behind SHUTDOWN are complained about in a script, and a terminal shows that nobody is there', async (context) => {
  for (const [isTerminal, code, complaints] of [
    [true, 0, /^Could not connect to 127\.0\.0\.1:\d+: Connection refused\n$/],
    [false, 3, /^Error: Server closed the connection\n$/],
  ] as const) {
    const server = await startRedisServer(context);
    if (server === undefined) return;
    const ran = await run(['-p', String(server.port)], {
      input: 'shutdown nosave\nPING\n',
      inputIsTerminal: isTerminal,
      outputIsTerminal: isTerminal,
    });
    assert.deepEqual([ran.code, ran.printed], [code, '']);
    assert.match(ran.complaints, complaints);
    if (isTerminal) assert.equal(ran.prompts[1], 'not connected> ');
  }
});

test('a password is taken from the environment or, with a warning, from the command line', async (context) => {
  const server = await start(context, ['requirepass secret', 'user app on >pass ~* +@all']).catch(
    () => undefined,
  );
  if (server === undefined) return;
  const port = String(server.port);
  const environment = { REDISCLI_AUTH: 'secret' };
  assert.equal((await run(['-p', port, 'PING'], { environment })).printed, 'PONG\n');
  assert.equal((await run(['-3', '-p', port, 'PING'], { environment })).printed, 'PONG\n');
  const asApp = await run(['-p', port, '--user', 'app', 'ACL', 'WHOAMI'], {
    environment: { REDISCLI_AUTH: 'pass' },
  });
  assert.equal(asApp.printed, 'app\n');
  const byUrl = await run(['-u', `redis://app:pass@127.0.0.1:${port}/2`, 'CLIENT', 'INFO']);
  assert.match(byUrl.printed, / db=2 .*user=app/);
  assert.match(byUrl.complaints, /^Warning: Using a password .* REDISCLI_AUTH/);
  assert.doesNotMatch(byUrl.complaints, /app|pass@/);
  const wrong = await run(['-p', port, 'PING'], { environment: { REDISCLI_AUTH: 'wrong' } });
  assert.deepEqual([wrong.code, wrong.printed], [3, '']);
  assert.match(wrong.complaints, /AUTH failed: WRONGPASS/);
  const option = await run(['-p', port, '-a', 'secret', 'PING'], {
    environment: { REDISCLI_AUTH: 'wrong' },
  });
  assert.equal(option.printed, 'PONG\n');
  assert.match(option.complaints, /^Warning: Using a password/);
  assert.deepEqual(option.titles, ['casemate cli']);
  const quiet = await run(['-p', port, '--no-auth-warning', '--pass', 'secret', 'PING']);
  assert.deepEqual([quiet.printed, quiet.complaints], ['PONG\n', '']);
});

test('a password can be asked for', async (context) => {
  const server = await startRedisServer(context, ['requirepass secret']);
  if (server === undefined) return;
  const asking = ['--askpass', '-p', String(server.port), 'PING'];
  const asked = await run(asking, { secret: 'secret', environment: { REDISCLI_AUTH: 'wrong' } });
  assert.deepEqual([asked.printed, asked.complaints], ['PONG\n', '']);
  const givenUp = await run(asking);
  assert.deepEqual([givenUp.code, givenUp.complaints], [2, 'no password was entered\n']);
});

test('without options the server is found through its credentials file', async (context) => {
  const server = await startRedisServer(context, [
    'user admin on >pass ~* +@all',
    'user default off',
  ]);
  if (server === undefined) return;
  const text = JSON.stringify({
    user: 'admin',
    password: 'pass',
    port: server.port,
    socket: `${server.folder}/none.sock`,
  });
  const files = { '/data/credentials.json': { text, mode: 0o600 } };
  const environment = { CASEMATE_HOME: '/data' };
  assert.equal((await run(['ACL', 'WHOAMI'], { files, environment })).printed, 'admin\n');
  assert.equal((await run(['--data-dir', '/data', 'ACL', 'WHOAMI'], { files })).printed, 'admin\n');
  const home = { '/home/tester/.local/share/casemate/credentials.json': { text, mode: 0o600 } };
  assert.equal((await run(['ACL', 'WHOAMI'], { files: home })).printed, 'admin\n');
  const service = { '/var/lib/casemate/credentials.json': { text, mode: 0o600 } };
  assert.equal((await run(['ACL', 'WHOAMI'], { files: service })).printed, 'admin\n');
});

test('a password from a file is refused with the name of the file', async (context) => {
  const server = await startRedisServer(context, ['user admin on >other ~* +@all']);
  if (server === undefined) return;
  const text = JSON.stringify({ user: 'admin', password: 'pass', port: server.port });
  const files = { '/home/tester/.local/share/casemate/credentials.json': { text, mode: 0o600 } };
  const refused = await run(['PING'], { files });
  assert.equal(refused.code, 3);
  assert.match(refused.complaints, /AUTH failed: WRONGPASS/);
  assert.match(
    refused.complaints,
    /The password is the one in \/home\/tester\/\.local\/share\/casemate\/credentials\.json: .*--data-dir/,
  );
  const typed = await run(['-a', 'wrong', 'PING'], { files });
  assert.match(typed.complaints, /AUTH failed: WRONGPASS/);
  assert.doesNotMatch(typed.complaints, /credentials\.json/);
});

test('a credentials file that others may read, or that is damaged, is refused with the fix', async () => {
  const text = JSON.stringify({ user: 'admin', password: 'pass', port: 1 });
  const loose = await run(['--data-dir', '/data', 'PING'], {
    files: { '/data/credentials.json': { text, mode: 0o644 } },
  });
  assert.equal(loose.code, 3);
  assert.match(loose.complaints, /others may read it; fix: chmod 600 \/data\/credentials\.json/);
  for (const damaged of ['', '[]', 'null', '{"user":"admin"}', text.slice(0, -1)]) {
    const ran = await run(['--data-dir', '/data', 'PING'], {
      files: { '/data/credentials.json': { text: damaged, mode: 0o600 } },
    });
    assert.equal(ran.code, 3, damaged);
    assert.match(ran.complaints, /is damaged/);
  }
  assert.equal((await run(['--data-dir', '/none', 'PING'])).code, 3);
});

test('lines are run one by one and the prompt tells database and transaction', async (context) => {
  const server = await startRedisServer(context);
  if (server === undefined) return;
  const input = 'SELECT 3\nMULTI\nPING\nEXEC\n"unbalanced\nhelp\nquit\nSET never run\n';
  const ran = await run(['-p', String(server.port)], {
    input,
    inputIsTerminal: true,
    outputIsTerminal: true,
  });
  const name = `127.0.0.1:${server.port}`;
  const prompts = ['> ', '[3]> ', '[3](TX)> ', '[3](TX)> ', '[3]> ', '[3]> ', '[3]> '];
  assert.deepEqual(
    ran.prompts,
    prompts.map((rest) => name + rest),
  );
  assert.match(ran.printed, /^OK\nOK\nQUEUED\n1\) PONG\nType a command/);
  assert.equal(ran.complaints, 'Invalid argument(s)\n');
  assert.equal(ran.code, 0);
});

test('a subscriber prints messages until the connection ends', async (context) => {
  const server = await startRedisServer(context);
  if (server === undefined) return;
  const publisher = await server.connect();
  for (const protocol of ['-2', '-3']) {
    const running = run([protocol, '-p', String(server.port), 'SUBSCRIBE', 'a', 'b']);
    while ((await publisher.call('PUBLISH', 'b', 'hello')) === 0);
    await publisher.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    const ran = await running;
    assert.equal(ran.code, 3);
    assert.match(ran.printed, /^subscribe\na\n1\nsubscribe\nb\n2\nmessage\nb\nhello\n/);
    assert.match(ran.complaints, /closed/);
  }
});

test('replies look as in redis-cli', async (context) => {
  const program = needsPeer(context, 'redis-cli', 'apt-get install redis-tools');
  const server = await startRedisServer(context);
  if (program === undefined || server === undefined) return;
  const lua = (text: string): string => `EVAL "redis.setresp(3); return ${text}" 0`;
  const script = [
    'FLUSHALL',
    'PING',
    'GET none',
    String.raw`SET a "x\x00\xff\n\"\\\a"`,
    'GET a',
    'SET n 5',
    'INCR n',
    'INCR a',
    'RPUSH list a b c d e f g h i j k',
    'LRANGE list 0 -1',
    'LRANGE none 0 -1',
    'HSET hash f v g w',
    'HGETALL hash',
    'HGETALL none',
    'SADD set 1',
    'SMEMBERS set',
    'SMEMBERS none',
    `EVAL "return {1,{2,{3,'x'}},'y',{}}" 0`,
    lua('{double=3.5}'),
    lua('true'),
    lua('false'),
    lua('{map={a={1,2},b=3}}'),
    lua('{map={a={map={b={1,{2}}}}}}'),
    lua('{map={a={}}}'),
    lua('{set={a=true}}'),
    lua('{map={a={set={b=true}}}}'),
    lua('{map={a={{1}}}}'),
    lua('{map={a={{1,2}}}}'),
    lua('{map={a={map={b={map={c=1}}}}}}'),
    lua("{verbatim_string={string='hi there',format='txt'}}"),
    'CONFIG GET maxmemory',
    'COMMAND INFO get set',
    'MULTI',
    'PING',
    'GET none',
    'EXEC',
  ].join('\n');
  const port = ['-p', String(server.port)];
  for (const flags of [['--no-raw'], ['--raw'], ['-3', '--no-raw'], ['-3', '--raw']]) {
    const options = { input: `${script}\n`, encoding: 'latin1' as const };
    const theirs: string = spawnSync(program, [...port, ...flags], options).stdout;
    const ours = await run([...port, ...flags], { input: script });
    assert.equal(ours.printed, theirs, flags.join(' '));
  }
});
