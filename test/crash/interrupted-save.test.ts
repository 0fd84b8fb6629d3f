import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { lastly } from '../support/cleanup.ts';
import { freePort } from '../support/free-port.ts';
import { Program, workFolder } from '../support/program.ts';
import { RespClient } from '../support/resp-client.ts';

/** In blocks of 1024 bytes: the kernel lets no file of the process grow beyond. */
const FILE_BLOCKS_MAX = 100;
const MANY_USERS = 2000;

interface Limited {
  readonly folder: string;
  readonly program: Program;
  readonly client: RespClient;
  readonly users: string;
  readonly config: string;
}

/** A server whose disk is full at an exact byte of the file it writes. */
async function startLimited(context: TestContext): Promise<Limited> {
  const folder = await workFolder(context);
  const port = await freePort();
  const [users, config] = [path.join(folder, 'users.acl'), path.join(folder, 'redis.conf')];
  const lines = [`port ${port}`, 'bind 127.0.0.1', 'save ""', `aclfile ${users}`, '# a comment'];
  writeFileSync(users, 'user default on nopass ~* &* +@all\nuser ann on >p ~* +@all\n', {
    mode: 0o640,
  });
  writeFileSync(config, `${lines.join('\n')}\n`, { mode: 0o600 });
  const limit = `ulimit -f ${FILE_BLOCKS_MAX}; exec "$@"`;
  const program = Program.start(context, {
    args: [config],
    wrapper: ['/bin/bash', '-c', limit, 'limited'],
    env: { TSX_DISABLE_CACHE: '1' },
  });
  await program.ready();
  const client = await RespClient.connect({ port });
  lastly(context, () => client.close());
  return { folder, program, client, users, config };
}

test('ACL SAVE on a full disk leaves the old file whole and says so', async (context) => {
  const { folder, program, client, users } = await startLimited(context);
  const before = readFileSync(users, 'utf8');
  const commands = Array.from({ length: MANY_USERS }, (_, i) => [
    'ACL',
    'SETUSER',
    `user${i}`,
    '>p',
  ]);
  await client.pipeline(commands);
  await assert.rejects(
    client.call('ACL', 'SAVE'),
    /ERR There was an error trying to save the ACLs\. Please check the server logs/,
  );
  assert.match(program.output, /# ACL SAVE to .*users\.acl: .*(too large|EFBIG)/i);
  assert.equal(readFileSync(users, 'utf8'), before);
  assert.deepEqual(readdirSync(folder).sort(), ['redis.conf', 'users.acl']);
  // When there is room again, it is saved.
  const gone = Array.from({ length: MANY_USERS - 5 }, (_, i) => `user${i}`);
  assert.equal(await client.call('ACL', 'DELUSER', ...gone), MANY_USERS - 5);
  assert.equal(await client.call('ACL', 'SAVE'), 'OK');
  assert.equal(readFileSync(users, 'utf8').trim().split('\n').length, 7);
  assert.equal(statSync(users).mode & 0o777, 0o640);
});

test('CONFIG REWRITE on a full disk leaves the old file whole and says so', async (context) => {
  const { folder, client, config } = await startLimited(context);
  const before = readFileSync(config, 'utf8');
  // A value that needs more room than there is.
  const long = 'x'.repeat(FILE_BLOCKS_MAX * 1024);
  assert.equal(await client.call('CONFIG', 'SET', 'masteruser', long), 'OK');
  await assert.rejects(
    client.call('CONFIG', 'REWRITE'),
    /ERR Rewriting config file: .*file too large/i,
  );
  assert.equal(readFileSync(config, 'utf8'), before);
  assert.deepEqual(readdirSync(folder).sort(), ['redis.conf', 'users.acl']);
  await client.call('CONFIG', 'SET', 'masteruser', 'short');
  assert.equal(await client.call('CONFIG', 'REWRITE'), 'OK');
  const after = readFileSync(config, 'utf8');
  assert.match(
    after,
    /^port \d+\nbind 127\.0\.0\.1\n[^]*\n# a comment\n[^]*\nmasteruser "short"\n/,
  );
  assert.equal(statSync(config).mode & 0o777, 0o600);
});
