import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { RespClient } from '../support/resp-client.ts';
import { startSecureServer } from '../support/secure-server.ts';

const PAGE = new URL('../../docs/acl.md', import.meta.url);
/** What ACL GENPASS gives for the page's password. */
const PASSWORD = '6c1f8a53e2b94d70a1c5f3e8b2d4069713ce58fa40b9d62e7f8135ac90d4be21';

interface Line {
  readonly chapter: string;
  /** `-n`: the database that it is called in. */
  readonly database: string;
  /** As the shell hands them over. */
  readonly words: readonly string[];
  /** What the page says comes back; empty when it says nothing. */
  readonly expected: string;
}

/** The page's calls of `casemate cli`, cut into words by a real shell, quotes, variables and arithmetic included. */
function linesOf(page: string): Line[] {
  const lines: Line[] = [];
  for (const chapter of page.split(/^## /m)) {
    const blocks = [...chapter.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = '']) => block);
    const script = blocks
      .join('')
      .split('\n')
      .filter((line) => !line.startsWith('alias '));
    const shell = [
      'casemate() {',
      `  if [ "$3" = GENPASS ]; then echo ${PASSWORD}; return; fi`,
      '  shift; for word; do printf \'%s\\037\' "$word"; done; echo',
      '}',
      ...script,
    ].join('\n');
    const called = execFileSync('sh', ['-eu', '-c', shell], { encoding: 'utf8' });
    const words = called.split('\n').filter((line) => line !== '');
    const written = script.filter((line) => line.startsWith('casemate cli'));
    assert.equal(words.length, written.length, chapter);
    for (const [i, line] of written.entries())
      lines.push({
        chapter: chapter.split('\n')[0] ?? '',
        ...readCall((words[i] ?? '').split('\x1f').slice(0, -1)),
        expected: / {2,}# (.*)$/.exec(line)?.[1] ?? '',
      });
  }
  return lines;
}

function readCall(words: readonly string[]): Pick<Line, 'database' | 'words'> {
  return words[0] === '-n'
    ? { database: words[1] ?? '', words: words.slice(2) }
    : { database: '0', words };
}

test('every example of docs/acl.md is taken, and answers what the page says', async (context) => {
  const lines = linesOf(readFileSync(PAGE, 'utf8'));
  assert.ok(lines.length > 60, `${String(lines.length)} lines`);
  const server = await startSecureServer(context, { args: ['--auth-throttle', 'no'] });
  const admin = await RespClient.connect({
    path: server.socket,
    username: 'admin',
    password: server.password,
  });
  context.after(() => admin.close());
  const wrong: string[] = [];
  for (const { chapter, database, words, expected } of lines) {
    await admin.call('SELECT', database);
    const reply = await admin.raw(encodeCommand(words));
    const text = reply.replace(/^[+-]|^\$\d+\r\n/, '').trimEnd();
    const isRight = expected === '' ? !reply.startsWith('-') : text.startsWith(expected);
    if (!isRight) wrong.push(`${chapter}: ${words.join(' ')}\n  ${text}\n  expected: ${expected}`);
  }
  assert.deepEqual(wrong, []);
  assert.match(await admin.raw(encodeCommand(['ACL', 'SAVE'])), /^\+OK/);
});

test('the users of docs/acl.md can do their work for real, and what they are refused is refused for real', async (context) => {
  const server = await startSecureServer(context, { args: ['--auth-throttle', 'no'] });
  const admin = await server.admin();
  for (const { words } of linesOf(readFileSync(PAGE, 'utf8')))
    if (words[1] === 'SETUSER') await admin.call(...words);
  const as = async (username: string): Promise<RespClient> => {
    const client = await RespClient.connect({ port: server.port, username, password: PASSWORD });
    context.after(() => client.close());
    return client;
  };
  const [worker, producer] = [await as('worker'), await as('producer')];
  const job = worker.call('BLMOVE', 'queue:mail', 'queue:busy', 'RIGHT', 'LEFT', '0');
  await producer.call('LPUSH', 'queue:mail', 'job');
  assert.equal(await job, 'job');
  const writer = await as('writer');
  assert.equal(await writer.call('SET', 'log:1', 'secret'), 'OK');
  await assert.rejects(writer.call('SET', 'log:1', 'x', 'GET'), /NOPERM/);
  assert.equal(await admin.call('GET', 'log:1'), 'secret');
  const [listener, announcer] = [await as('listener'), await as('announcer')];
  await listener.call('SUBSCRIBE', 'chat:1');
  assert.equal(await announcer.call('PUBLISH', 'chat:1', 'hello'), 1);
  // An administrator who is bound to the socket is nobody on the network, whatever he knows.
  await assert.rejects(as('operator'), /WRONGPASS/);
  const inside = await RespClient.connect({
    path: server.socket,
    username: 'operator',
    password: PASSWORD,
  });
  context.after(() => inside.close());
  assert.equal(await inside.call('ACL', 'WHOAMI'), 'operator');
});
