import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { REPOSITORY } from '../support/casemate-server.ts';
import { needsPeer } from '../support/peer.ts';
import { type SecureServer, startSecureServer } from '../support/secure-server.ts';

const run = promisify(execFile);

/** What the start printed below each heading. */
function printedLines(server: SecureServer): Map<string, string> {
  const [, text = ''] = server.program.stdout.split('\nConnect with\n');
  const lines = text.split('\n');
  const headings = lines.flatMap((line, at) => (/^ {2}\S/.test(line) ? [at] : []));
  return new Map(headings.map((at) => [lines[at]?.trim() ?? '', lines[at + 1]?.trim() ?? '']));
}

async function paste(context: TestContext, heading: string, line: string): Promise<string> {
  if (heading.startsWith('redis-cli')) {
    if (needsPeer(context, 'redis-cli', 'apt-get install redis-tools') === undefined) return '';
    return (await run('sh', ['-c', `${line} ACL WHOAMI`])).stdout.trim();
  }
  const isIoredis = heading.startsWith('ioredis');
  const [name, end] = isIoredis ? ['redis', 'redis.disconnect()'] : ['client', 'client.destroy()'];
  const question = isIoredis ? "redis.call('ACL', 'WHOAMI')" : 'client.aclWhoAmI()';
  const script = `${line}\nconsole.log(await ${question}, typeof ${name}); ${end};`;
  const words = ['--input-type=module', '-e', script];
  const { stdout } = await run(process.execPath, words, { cwd: REPOSITORY, timeout: 60_000 });
  return stdout.trim().split(' ')[0] ?? '';
}

test('the lines that a start prints work when they are pasted', async (context) => {
  const server = await startSecureServer(context);
  await server.program.waitFor(/ioredis over TLS\n.*\n/);
  const lines = printedLines(server);
  const expected = [
    'casemate cli',
    'redis-cli',
    'ioredis',
    'node-redis',
    'redis-cli over TLS',
    'ioredis over TLS',
  ];
  assert.deepEqual([...lines.keys()], expected);
  for (const [heading, line] of lines) {
    if (heading !== 'casemate cli')
      assert.equal(await paste(context, heading, line), 'admin', line);
  }
  // No terminal: the password isn't printed, the lines read it from the file.
  assert.ok(!server.program.stdout.includes(server.password));
});

test('casemate cli finds the server and its credentials by the line that was printed', async (context) => {
  const server = await startSecureServer(context);
  await server.program.waitFor(/ioredis over TLS\n.*\n/);
  const line = printedLines(server).get('casemate cli') ?? '';
  const [, words = ''] = / cli(.*)$/.exec(line) ?? [];
  const program = `${process.execPath} --import tsx test/support/run-casemate.ts cli${words}`;
  const { stdout } = await run('sh', ['-c', `${program} ACL WHOAMI`], { cwd: REPOSITORY });
  assert.match(stdout, /^"?admin"?\n$/);
});
