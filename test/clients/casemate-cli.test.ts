import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { runClient } from '../../src/cli/client/run-client.ts';
import { casemateArguments, REPOSITORY } from '../support/casemate-server.ts';
import { eventually } from '../support/eventually.ts';
import { FakeClientWorld } from '../support/fake-client-world.ts';
import { freePort } from '../support/free-port.ts';
import { workFolder } from '../support/program.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { startSecureServer } from '../support/secure-server.ts';
import { TmuxTerminal } from '../support/tmux-terminal.ts';

interface Stand {
  readonly server: RedisServer;
  /** Home of who types. */
  readonly home: string;
  /** Opens the client in a terminal; undefined where there is no tmux. */
  readonly open: (
    argv?: readonly string[],
    size?: { readonly columns: number },
  ) => Promise<TmuxTerminal | undefined>;
}

async function openTerminal(
  context: TestContext,
  home: string,
  argv: readonly string[],
): Promise<(size?: { readonly columns: number }) => Promise<TmuxTerminal | undefined>> {
  const env = {
    HOME: home,
    XDG_STATE_HOME: '',
    REDISCLI_HISTFILE: '',
    NO_COLOR: '',
    CASEMATE_HOME: home,
  };
  const command = [process.execPath, ...casemateArguments('cli', ...argv)];
  return (size) => TmuxTerminal.start(context, { command, cwd: REPOSITORY, env, ...size });
}

async function stand(context: TestContext): Promise<Stand | undefined> {
  const server = await startRedisServer(context);
  if (server === undefined) return undefined;
  const home = await workFolder(context);
  return {
    server,
    home,
    open: async (argv = [], size) =>
      (await openTerminal(context, home, ['-p', String(server.port), ...argv]))(size),
  };
}

test('the prompt helps with grey hints, completion and help', async (context) => {
  const place = await stand(context);
  const terminal = await place?.open();
  if (place === undefined || terminal === undefined) return;
  const name = `127.0.0.1:${String(place.server.port)}`;
  await terminal.shows(new RegExp(`^${name}>$`));
  // The description comes from the server while we type; a key more shows it.
  await terminal.enter('help get');
  await terminal.shows(/summary: Get the value of a key/);
  await terminal.press('C-l');
  await terminal.type('SET ');
  await terminal.shows(/> SET key value \[NX\|XX\] \[GET\] \[EX/);
  assert.match(await terminal.coloured(), /SET \u001b\[90mkey value/);
  await terminal.cursorIn(`${name}> SET `.length);
  await terminal.type('k v EX ');
  await terminal.shows(/> SET k v EX seconds \[NX\|XX\] \[GET\]$/);
  await terminal.enter('100');
  // What was a hint is not left behind on the line that was entered.
  await terminal.shows(/> SET k v EX 100\nOK\n/);
  await terminal.type('object enc');
  await terminal.shows(/> object enc$/);
  await terminal.press('Tab');
  await terminal.shows(/> object encoding key$/);
  await terminal.type('k');
  await terminal.press('Enter');
  await terminal.shows(/> object encoding k\n"embstr"\n/);
  await terminal.type('zrangeb');
  await terminal.shows(/> zrangeb$/);
  await terminal.press('Tab');
  await terminal.shows(/> zrangeby$/);
  await terminal.press('Tab');
  await terminal.shows(/zrangebylex +zrangebyscore/);
  await terminal.press('C-u');
  await terminal.enter(':set nohints');
  await terminal.type('get ');
  await terminal.shows(/> get$/);
});

test('history lasts, and holds no secret', async (context) => {
  const place = await stand(context);
  const terminal = await place?.open();
  if (place === undefined || terminal === undefined) return;
  await terminal.enter('SET first 1');
  await terminal.shows(/OK\n.*>$/);
  await terminal.enter('AUTH hunter2');
  await terminal.shows(/called without any password/);
  await terminal.enter('CONFIG SET masterauth hunter2');
  await terminal.shows(/OK\n.*>$/);
  await terminal.press('Up');
  await terminal.shows(/> SET first 1 \[NX/);
  await terminal.press('C-u', 'C-d');
  assert.equal(await terminal.ended(), 0);
  const file = path.join(place.home, '.local/state/casemate/cli-history');
  assert.equal(await readFile(file, 'utf8'), 'SET first 1\n');
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  const next = await place.open();
  await next?.shows(/>$/);
  await next?.press('Up');
  await next?.shows(/> SET first 1\b/);
});

test('subscribers and monitors see what comes until Ctrl-C', async (context) => {
  const place = await stand(context);
  const terminal = await place?.open(['-n', '2']);
  if (place === undefined || terminal === undefined) return;
  const other = await place.server.connect();
  await terminal.enter('SUBSCRIBE news');
  await terminal.shows(
    /Reading messages\.\.\. \(press Ctrl-C to quit\)\n1\) "subscribe"\n2\) "news"\n3\) \(integer\) 1$/,
  );
  await other.call('PUBLISH', 'news', 'héllo');
  await terminal.shows(/1\) "message"\n2\) "news"\n3\) "h\\xc3\\xa9llo"$/);
  await terminal.press('C-c');
  await terminal.shows(/\[2\]>$/);
  await terminal.enter('MONITOR');
  await terminal.shows(/MONITOR\nOK$/);
  await other.call('SET', 'seen', '1');
  await terminal.shows(/"SET" "seen" "1"$/);
  await terminal.press('C-c');
  await terminal.shows(/\[2\]>$/);
  await terminal.enter('PSUBSCRIBE n*');
  await terminal.shows(/"psubscribe"\n2\) "n\*"/);
  await terminal.press('C-c');
  await terminal.shows(/\[2\]>$/);
  await terminal.enter('CLIENT GETNAME');
  await terminal.shows(/CLIENT GETNAME\n\(nil\)\n.*\[2\]>$/);
});

test('Ctrl-C gives up a command that waits, drops a line, and ends the client on an empty one', async (context) => {
  const place = await stand(context);
  const terminal = await place?.open();
  if (place === undefined || terminal === undefined) return;
  const other = await place.server.connect();
  await terminal.enter('BLPOP never 0');
  await eventually(async () => {
    const info = await other.call('INFO', 'clients');
    return typeof info === 'string' && info.includes('blocked_clients:1');
  }, 'a client that waits');
  await terminal.press('C-c');
  await terminal.shows(/>$/);
  await terminal.enter('INCR n');
  await terminal.shows(/\(integer\) 1\n.*>$/);
  await terminal.type('FLUSHALL');
  await terminal.press('C-c');
  await terminal.shows(/> FLUSHALL.*\^C\n.*>$/);
  await terminal.enter('1000000 INCR n');
  await terminal.shows(/\(integer\) \d{4,}$/);
  await terminal.press('C-c');
  await terminal.shows(/>$/);
  await terminal.enter('EXISTS n');
  await terminal.shows(/EXISTS n\n\(integer\) 1\n.*>$/);
  await terminal.press('C-c');
  assert.equal(await terminal.ended(), 0);
});

test('a server that goes away and comes back is found again, with its database', async (context) => {
  const home = await workFolder(context);
  const port = await freePort();
  const first = await startRedisServer(context, [`port ${String(port)}`]);
  const open = await openTerminal(context, home, ['-p', String(port)]);
  const terminal = await open();
  if (first === undefined || terminal === undefined) return;
  await terminal.enter('SELECT 3');
  await terminal.shows(/\[3\]>$/);
  await terminal.type('INCR ');
  await terminal.shows(/INCR key$/);
  await first.stop();
  // What was being typed stays.
  await terminal.shows(/^not connected> INCR key$/m);
  await terminal.enter('n');
  await terminal.shows(
    /Could not connect to 127\.0\.0\.1:\d+: Connection refused\nnot connected>$/,
  );
  await startRedisServer(context, [`port ${String(port)}`]);
  await terminal.enter('INCR n');
  await terminal.shows(/INCR n\n\(integer\) 1\n127\.0\.0\.1:\d+\[3\]>$/);
  await terminal.enter('connect 127.0.0.1 1');
  await terminal.shows(/127\.0\.0\.1:1: Connection refused\nnot connected>$/);
  await terminal.enter(`connect 127.0.0.1 ${String(port)}`);
  await terminal.shows(new RegExp(`\\n127\\.0\\.0\\.1:${String(port)}>$`));
  await terminal.enter('MULTI');
  await terminal.shows(/\(TX\)>$/);
  await terminal.enter('QUIT');
  assert.equal(await terminal.ended(), 0);
});

test('a narrow window, wide letters and pasted lines stay in order', async (context) => {
  const place = await stand(context);
  const terminal = await place?.open([], { columns: 30 });
  if (place === undefined || terminal === undefined) return;
  const name = `127.0.0.1:${String(place.server.port)}> `;
  await terminal.enter('help ping');
  await terminal.shows(/group: connection/);
  await terminal.type('SET');
  // The hint is cut at the edge.
  const room = 30 - name.length - 'SET'.length - 1;
  await terminal.shows(
    new RegExp(
      `> SET${' key value [NX|XX]'.slice(0, room).trimEnd().replaceAll(/[[|]/g, '\\$&')}$`,
    ),
  );
  await terminal.type(' 日本語 0123456789012345678901234567890123456789');
  await terminal.press('Home');
  await terminal.press('End', 'BSpace', 'Enter');
  await terminal.shows(/OK\n/);
  const other = await place.server.connect();
  assert.equal(await other.call('GET', '日本語'), '012345678901234567890123456789012345678');
  await terminal.type('GET 日本語');
  await terminal.cursorIn((name.length + 'GET '.length + 6) % 30);
  await terminal.press('BSpace', 'BSpace', 'BSpace');
  await terminal.type('é');
  await terminal.cursorIn(name.length + 'GET é'.length);
  await terminal.press('C-u');
  await terminal.resize(100);
  await terminal.type('ECHO one\rECHO two\rECHO thr');
  await terminal.shows(/> ECHO one\n"one"\n.*> ECHO two\n"two"\n.*> ECHO thr$/);
});

test('a line of many rows is drawn where it began, however it is changed', async (context) => {
  const place = await stand(context);
  const terminal = await place?.open([], { columns: 30 });
  if (place === undefined || terminal === undefined) return;
  const prompt = `127.0.0.1:${String(place.server.port)}> `;
  for (const rows of [2, 4]) {
    // Also a line that ends at the edge.
    for (const more of [0, 1]) {
      const mark = `${String(rows)}/${String(more)}`;
      await terminal.enter(`ECHO ${mark}`);
      await terminal.shows(new RegExp(`"${mark}"\\n${prompt.trimEnd()}$`));
      const line = `ECHO ${'0123456789'.repeat(12)}`.slice(0, rows * 30 + more - prompt.length - 1);
      await terminal.type(line);
      await terminal.press('Home');
      await terminal.type('X');
      // Nothing of what was drawn before stands between the answer and the line.
      const drawn = `${prompt}X${line}`.replaceAll(/.{30}(?=.)/g, '$&\\n');
      await terminal.shows(new RegExp(`"${mark}"\\n${drawn}$`));
      await terminal.press('C-e', 'C-u');
    }
  }
});

test('a password that is asked for is not shown', async (context) => {
  const place = await stand(context);
  if (place === undefined) return;
  const other = await place.server.connect();
  await other.call('CONFIG', 'SET', 'requirepass', 'hunter2');
  const terminal = await place.open(['--askpass']);
  if (terminal === undefined) return;
  await terminal.shows(/^Please input password:$/);
  await terminal.enter('hunter2');
  await terminal.shows(/^Please input password: \*{7}\n127\.0\.0\.1:\d+>$/);
  await terminal.enter('CLIENT GETNAME');
  await terminal.shows(/\(nil\)\n.*>$/);
});

test('a refused login leaves the prompt, where AUTH works', async (context) => {
  const place = await stand(context);
  if (place === undefined) return;
  const other = await place.server.connect();
  await other.call('CONFIG', 'SET', 'requirepass', 'hunter2');
  const terminal = await place.open();
  if (terminal === undefined) return;
  await terminal.enter('GET a');
  await terminal.shows(/\(error\) NOAUTH Authentication required\.\n.*>$/);
  await terminal.enter('AUTH hunter2');
  await terminal.shows(/OK\n.*>$/);
  // Now the server tells about its commands.
  await terminal.enter('help get');
  await terminal.shows(/summary: Get the value of a key/);
});

test('on the machine of a Casemate the client finds server, user and password by itself', async (context) => {
  const server = await startSecureServer(context);
  const open = await openTerminal(context, await workFolder(context), ['--data-dir', server.data]);
  const terminal = await open();
  if (terminal === undefined) return;
  await terminal.enter('ACL WHOAMI');
  await terminal.shows(/> ACL WHOAMI\n"admin"\n.*>$/);
  await terminal.enter('help getrange');
  await terminal.shows(/GETRANGE key start end/);
  await terminal.type('acl who');
  await terminal.shows(/> acl who$/);
  await terminal.press('Tab');
  await terminal.shows(/> acl whoami$/);
  await terminal.press('Enter');
  await terminal.shows(/> acl whoami\n"admin"\n.*>$/);
});

test("the client's tools work with Casemate as with redis-server", async (context) => {
  const casemate = await startSecureServer(context);
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const admin = await casemate.admin();
  const other = await redis.connect();
  for (const client of [admin, other]) {
    await client.call('MSET', 'a', '1', 'word', 'longer');
    await client.call('RPUSH', 'list', 'a', 'b');
    await client.call('HSET', 'hash', 'f', 'v');
    await client.call('SADD', 'set', '1');
  }
  // Keys come in the order of hash tables, so what is the biggest so far may differ on the way.
  const lasting = (text: string): readonly string[] =>
    text
      .split('\n')
      .filter((line) => !line.startsWith('['))
      .sort();
  const printed = async (argv: readonly string[], input = ''): Promise<readonly string[]> => {
    const world = new FakeClientWorld({ input, environment: { REDISCLI_AUTH: casemate.password } });
    const code = await runClient(argv, world);
    return [String(code), world.complaints, ...lasting(world.printed)];
  };
  const ours = ['-p', String(casemate.port), '--user', 'admin'];
  for (const [tool, input = ''] of [
    ['--scan'],
    ['--bigkeys'],
    ['--pipe', 'SET b 1\r\nINCR word\r\nINCR b\r\n'],
  ] as const) {
    const theirs = new FakeClientWorld({ input });
    const code = await runClient(['-p', String(redis.port), tool], theirs);
    const expected = [String(code), theirs.complaints, ...lasting(theirs.printed)];
    assert.deepEqual(await printed([...ours, tool], input), expected, tool);
  }
});
