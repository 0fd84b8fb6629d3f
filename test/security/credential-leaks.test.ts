import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { freePort } from '../support/free-port.ts';
import { Program, workFolder } from '../support/program.ts';
import { RawConnection } from '../support/raw-connection.ts';
import { RespClient } from '../support/resp-client.ts';
import { startSecureServer } from '../support/secure-server.ts';

const NAME = 'credential leaks';
/** Whatever holds this was a password. */
const MARK = 'hunter2-must-not-be-seen';

/** Requests that carry a password, right and wrong ones, well-formed and not. */
const SECRETS: readonly (readonly string[])[] = [
  ['AUTH', MARK],
  ['AUTH', 'admin', MARK],
  ['AUTH', 'a', MARK, 'c'],
  ['HELLO', '3', 'AUTH', 'admin', MARK],
  ['HELLO', '9', 'AUTH', 'admin', MARK],
  ['HELLO', '3', 'AUTH', MARK],
  ['HELLO', '2', 'SETNAME', 'a b', 'AUTH', 'admin', MARK],
  ['ACL', 'SETUSER', 'ann', 'on', `>${MARK}`, '~*'],
  ['ACL', 'SETUSER', 'ann', `<${MARK}`],
  ['ACL', 'SETUSER', 'ann', `>${MARK}`, '+nosuchcommand'],
  ['ACL', 'SETUSER', 'ann', `(>${MARK})`],
  ['ACL', 'SETUSER', 'ann', 'on', `(~a >${MARK}`],
  ['ACL', 'SETUSER', 'ann', `#${MARK}`],
  ['CONFIG', 'SET', 'masterauth', MARK],
  ['CONFIG', 'SET', 'requirepass', MARK],
  ['CONFIG', 'SET', 'tls-key-file-pass', MARK],
  ['CONFIG', 'SET', 'nosuch', 'x', 'masterauth', MARK],
  ['CONFIG', 'SET', 'masterauth', MARK, 'maxmemory', 'nonsense'],
  ['MIGRATE', 'h', '1', 'k', '0', '1', 'AUTH', MARK],
  ['MIGRATE', 'h', '1', 'k', '0', '1', 'AUTH2', 'u', MARK],
  ['DEBUG', 'REPLICATE', MARK],
];

const ECHOED: ReadonlySet<string> = new Set(['ACL', 'MIGRATE']);

test(`${NAME}: no password is seen in replies, SLOWLOG, ACL LOG, INFO, CLIENT LIST, logs and \`ps\``, async (context) => {
  const server = await startSecureServer(context, {
    args: ['--auth-throttle', 'no', '--loglevel', 'debug', '--slowlog-log-slower-than', '0'],
  });
  const admin = await server.admin();
  const watcher = await RawConnection.open(context, { port: server.port });
  watcher.send(encodeCommand(['AUTH', 'admin', server.password])).send(encodeCommand(['MONITOR']));
  await watcher.answer('+OK\r\n+OK\r\n');
  await admin.call('CONFIG', 'SET', 'slowlog-max-len', '1000');
  for (const words of SECRETS) {
    for (const wrapper of [[words], [['MULTI'], words, ['EXEC']]]) {
      const client = await server.admin();
      const replies = await client.pipeline(wrapper);
      // Whoever sent a wrong rule or an unknown command reads it in the error, as from Redis; nobody else does.
      if (!ECHOED.has(words[0] ?? '')) assert.ok(!said(replies).includes(MARK), words.join(' '));
      await client.close();
      // A stranger's attempt is written down, too.
      const stranger = await RespClient.connect({ port: server.port });
      await stranger.reply(...words).then((reply) => {
        if (!ECHOED.has(words[0] ?? '')) assert.ok(!said(reply).includes(MARK), words.join(' '));
      });
      await stranger.close();
    }
  }
  const views: readonly (readonly string[])[] = [
    ['SLOWLOG', 'GET', '-1'],
    ['ACL', 'LOG', '1000'],
    ['INFO', 'everything'],
    ['CLIENT', 'LIST'],
    ['ACL', 'LIST'],
    ['ACL', 'GETUSER', 'ann'],
    ['LATENCY', 'DOCTOR'],
  ];
  await admin.call('ECHO', 'the end');
  const monitored = await watcher.answer('"the end"');
  assert.match(monitored, /"AUTH" "admin" "\(redacted\)"|"AUTH" "\(redacted\)"/);
  assert.ok(!monitored.includes(MARK) && !monitored.includes(server.password), 'MONITOR');
  for (const view of views) {
    const shown = said(await admin.reply(...view));
    assert.ok(!shown.includes(MARK), view.join(' '));
    if (view[0] === 'SLOWLOG') assert.match(shown, /\(redacted\)/);
  }
  assert.ok(!server.program.output.includes(MARK));
  assert.ok(!server.program.output.includes(server.password));
  const ps = execFileSync('ps', [
    '-ww',
    '-o',
    'args=',
    '-p',
    String(server.program.pid),
  ]).toString();
  assert.ok(!ps.includes(MARK) && !ps.includes(server.password));
  for (const name of readdirSync(server.data)) {
    if (name === 'credentials.json' || !lstatSync(server.file(name)).isFile()) continue;
    const text = readFileSync(server.file(name), 'latin1');
    assert.ok(!text.includes(MARK) && !text.includes(server.password), name);
  }
});

test(`${NAME}: CONFIG GET tells the password only to those who may ask, SETUSER keeps its hash`, async (context) => {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  await admin.call('ACL', 'SETUSER', 'ann', 'on', `>${MARK}`, '~*', '+@all', '-@dangerous');
  const ann = await RespClient.connect({ port: server.port, username: 'ann', password: MARK });
  context.after(() => ann.close());
  await assert.rejects(ann.call('CONFIG', 'GET', '*'), /NOPERM/);
  await assert.rejects(ann.call('ACL', 'LIST'), /NOPERM/);
  assert.ok(!JSON.stringify(await admin.call('ACL', 'LIST')).includes(MARK));
  assert.deepEqual(await admin.call('CONFIG', 'GET', 'requirepass'), ['requirepass', '']);
});

test(`${NAME}: errors in a file and in arguments do not repeat the password`, async (context) => {
  const folder = await workFolder(context);
  const port = await freePort();
  const bad = [
    [`requirepass ${MARK} ${MARK}`],
    [`user ann on >${MARK} +nosuchcommand`],
    [`user ann on >${MARK} ~a (+get`],
    [`masterauth ${MARK} extra`],
    ['aclfile users.acl'],
  ];
  writeFileSync(
    path.join(folder, 'users.acl'),
    `user ann on >${MARK} nonsense\nuser b #${MARK}\n`,
    {
      mode: 0o600,
    },
  );
  for (const [index, lines] of bad.entries()) {
    const config = path.join(folder, `${index}.conf`);
    const text = [`port ${port}`, `dir ${folder}`, 'save ""', ...lines, ''].join('\n');
    writeFileSync(config, text, { mode: 0o600 });
    const program = Program.start(context, { args: [config] });
    assert.equal((await program.end()).code, 1, lines.join());
    assert.notEqual(program.stderr, '');
    assert.ok(!program.output.includes(MARK), program.output);
  }
});

test(`${NAME}: a request that was cut off leaves no trace of its words`, async (context) => {
  const server = await startSecureServer(context, { args: ['--loglevel', 'debug'] });
  const stranger = await RawConnection.open(context, { port: server.port });
  stranger.send(`AUTH admin "${MARK}\r\n`);
  assert.match(await stranger.end(), /^-ERR Protocol error: unbalanced quotes/);
  const half = await RawConnection.open(context, { port: server.port });
  half.send(encodeCommand(['AUTH', 'admin', MARK]).slice(0, -2)).send('$1000000\r\n*1');
  half.socket.destroy();
  const admin = await server.admin();
  assert.ok(!said(await admin.reply('ACL', 'LOG')).includes(MARK));
  assert.ok(!server.program.output.includes(MARK));
});

/** Everything in a reply as text. */
function said(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (each instanceof Error) return each.message;
    if (each instanceof Uint8Array) return Buffer.from(each).toString('latin1');
    return typeof each === 'bigint' ? String(each) : each;
  });
}
