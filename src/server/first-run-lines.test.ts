import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { freePort } from '../../test/support/free-port.ts';
import { needsPeer } from '../../test/support/peer.ts';
import { startRedisServer } from '../../test/support/redis-server.ts';
import { NodeCertificates } from '../platform/node-certificates.ts';
import { NodeCrypto } from '../platform/node-crypto.ts';
import { NodeDisk } from '../platform/node-disk.ts';
import { NodeEntropy } from '../platform/node-entropy.ts';
import { type FirstRunWorld, firstRun, type SecureHome } from './first-run.ts';
import { clientCommand, connectLines } from './first-run-lines.ts';

const run = promisify(execFile);

const WORLD: FirstRunWorld = {
  disk: new NodeDisk(),
  entropy: new NodeEntropy(),
  crypto: new NodeCrypto(),
  certificates: new NodeCertificates(),
  clock: { wallMs: () => Date.now() },
  host: { uid: process.getuid?.() ?? -1, hostName: 'box' },
};

async function homeIn(context: TestContext, name: string): Promise<SecureHome> {
  const parent = mkdtempSync(join(tmpdir(), 'casemate-lines-'));
  context.after(() => rmSync(parent, { recursive: true }));
  const outcome = await firstRun(WORLD, {
    directory: join(parent, name),
    insecureAllow: new Set(),
  });
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.failure.message);
  context.after(() => outcome.value.lock?.release());
  return outcome.value;
}

/** The line that follows a heading. */
function lineOf(text: string, heading: string): string {
  const lines = text.split('\n');
  const at = lines.indexOf(`  ${heading}`);
  assert.notEqual(at, -1, `no ${heading} in\n${text}`);
  return lines[at + 1]?.trim() ?? '';
}

async function pasteShell(line: string): Promise<string> {
  const { stdout } = await run('sh', ['-c', `${line} PING`]);
  return stdout.trim();
}

async function pasteScript(line: string, name: 'redis' | 'client'): Promise<string> {
  const script = `${line}\nconsole.log(await ${name}.ping()); ${name === 'redis' ? 'redis.disconnect()' : 'client.destroy()'};`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
    timeout: 60_000,
  });
  return stdout.trim();
}

// redis-server with the files of the first run: what works with it works with everything that speaks the protocol.
test("the printed lines work when pasted, even with a quote and a space in the directory's name", async (context) => {
  if (needsPeer(context, 'redis-cli', 'apt-get install redis-tools') === undefined) return;
  const home = await homeIn(context, "Ann's data");
  const { paths } = home;
  const tlsPort = await freePort();
  const quoted = (path: string): string => `"${path}"`;
  const server = await startRedisServer(context, [
    `aclfile ${quoted(paths.users)}`,
    `tls-port ${tlsPort}`,
    `tls-cert-file ${quoted(paths.serverPair)}`,
    `tls-key-file ${quoted(paths.serverPair)}`,
    `tls-ca-cert-file ${quoted(paths.authority)}`,
    'tls-auth-clients no',
    `unixsocket ${quoted(paths.socket)}`,
  ]);
  if (server === undefined) return;
  const all = { host: '127.0.0.1', port: server.port, tlsPort, socket: paths.socket };
  for (const newPassword of [home.newPassword, undefined]) {
    const tcp = connectLines({ paths, endpoints: all, newPassword, client: 'casemate cli' });
    assert.equal(await pasteShell(lineOf(tcp, 'redis-cli')), 'PONG');
    assert.equal(await pasteShell(lineOf(tcp, 'redis-cli over TLS')), 'PONG');
    assert.equal(await pasteScript(lineOf(tcp, 'ioredis'), 'redis'), 'PONG');
    assert.equal(await pasteScript(lineOf(tcp, 'ioredis over TLS'), 'redis'), 'PONG');
    assert.equal(await pasteScript(lineOf(tcp, 'node-redis'), 'client'), 'PONG');
    const tls = connectLines({
      paths,
      endpoints: { ...all, port: 0 },
      newPassword,
      client: 'casemate cli',
    });
    assert.equal(await pasteScript(lineOf(tls, 'node-redis'), 'client'), 'PONG');
    const unix = connectLines({
      paths,
      endpoints: { ...all, port: 0, tlsPort: 0 },
      newPassword,
      client: 'casemate cli',
    });
    assert.equal(await pasteShell(lineOf(unix, 'redis-cli')), 'PONG');
    assert.equal(await pasteScript(lineOf(unix, 'ioredis'), 'redis'), 'PONG');
    assert.equal(await pasteScript(lineOf(unix, 'node-redis'), 'client'), 'PONG');
  }
  const { stdout } = await run('redis-cli', ['-p', String(server.port), 'PING']);
  assert.match(stdout, /^NOAUTH/);
});

test('where the credentials file was removed nothing is printed that reads it', async (context) => {
  const { paths } = await homeIn(context, 'casemate');
  const endpoints = { host: '127.0.0.1', port: 6379, tlsPort: 6380, socket: paths.socket };
  const client = `./bin/casemate cli --data-dir ${paths.directory}`;
  const options = { paths, endpoints, newPassword: undefined, client };
  const lines = connectLines({ ...options, hasCredentials: false });
  assert.ok(lines.startsWith(`There is no ${paths.credentials}, so only you know`), lines);
  assert.ok(
    lines.includes(`./bin/casemate cli -s ${paths.socket} --user admin --askpass\n`),
    lines,
  );
  assert.doesNotMatch(lines, /REDISCLI_AUTH|readFileSync|--data-dir/);
});

test('lines for a log never hold the password', async (context) => {
  const home = await homeIn(context, 'casemate');
  const endpoints = { host: '127.0.0.1', port: 6379, tlsPort: 6380, socket: home.paths.socket };
  const options = { paths: home.paths, endpoints, client: 'casemate cli' };
  assert.ok(
    connectLines({ ...options, newPassword: home.newPassword }).includes(
      home.newPassword ?? assert.fail(),
    ),
  );
  assert.equal(
    connectLines({ ...options, newPassword: undefined }).includes(home.newPassword ?? ''),
    false,
  );
});

test('the client’s line is as this program was called, with the directory where the client would not look by itself', () => {
  const base = {
    homeDirectory: '/home/ann',
    isSystemService: false,
    platform: 'linux',
    workingDirectory: '/src/casemate',
    environment: () => undefined,
  };
  const own = '/home/ann/.local/share/casemate';
  assert.equal(
    clientCommand({ ...base, programPath: '/src/casemate/bin/casemate' }, own),
    './bin/casemate cli',
  );
  assert.equal(
    clientCommand({ ...base, programPath: '/src/casemate/scripts/start.mjs' }, own),
    './bin/casemate cli',
  );
  assert.equal(
    clientCommand({ ...base, programPath: '/usr/bin/casemate' }, "/srv/ann's"),
    "/usr/bin/casemate cli --data-dir '/srv/ann'\\''s'",
  );
  const npx = (name: string): string | undefined => (name === 'npm_command' ? 'exec' : undefined);
  assert.equal(
    clientCommand(
      { ...base, environment: npx, programPath: '/home/ann/.npm/_npx/1/bin/casemate' },
      own,
    ),
    'npx casemate cli',
  );
});

const isRoot = process.getuid?.() === 0;

test('for one who is not root: the first run works, others’ directories and loosened modes are refused', {
  skip: isRoot ? false : 'needs root to make directories of others',
}, async (context) => {
  const parent = mkdtempSync(join(tmpdir(), 'casemate-nobody-'));
  context.after(() => rmSync(parent, { recursive: true }));
  chownSync(parent, 65_534, 65_534);
  const source = `
    import { firstRun } from ${JSON.stringify(new URL('./first-run.ts', import.meta.url).href)};
    import { NodeDisk } from ${JSON.stringify(new URL('../platform/node-disk.ts', import.meta.url).href)};
    import { NodeCrypto } from ${JSON.stringify(new URL('../platform/node-crypto.ts', import.meta.url).href)};
    import { NodeEntropy } from ${JSON.stringify(new URL('../platform/node-entropy.ts', import.meta.url).href)};
    import { NodeCertificates } from ${JSON.stringify(new URL('../platform/node-certificates.ts', import.meta.url).href)};
    const world = { disk: new NodeDisk(), crypto: new NodeCrypto(), entropy: new NodeEntropy(), certificates: new NodeCertificates(), clock: { wallMs: () => Date.now() }, host: { uid: process.getuid(), hostName: 'box' } };
    const outcome = await firstRun(world, { directory: process.argv[1], insecureAllow: new Set() });
    console.log(outcome.ok ? 'ok' : outcome.failure.message);
    process.exit();`;
  const asNobody = async (directory: string): Promise<string> => {
    const { stdout } = await run(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', source, directory],
      {
        uid: 65_534,
        gid: 65_534,
        env: { ...process.env, TSX_DISABLE_CACHE: '1' },
      },
    );
    return stdout.trim();
  };
  const directory = join(parent, 'data');
  assert.equal(await asNobody(directory), 'ok');
  for (const name of ['', ...readdirSync(directory)]) {
    const status = statSync(join(directory, name));
    assert.equal(status.uid, 65_534);
    assert.equal(status.mode & 0o077, name === 'ca.crt' ? 0o044 : 0, name);
  }
  assert.equal(await asNobody(directory), 'ok');
  chmodSync(join(directory, 'credentials.json'), 0o640);
  assert.match(await asNobody(directory), /credentials\.json has mode 0640/);
  const roots = join(parent, 'roots');
  await run('mkdir', ['-m', '755', roots]);
  assert.match(await asNobody(roots), /belongs to user 0; .* has mode 0755/);
  await run('mkdir', ['-m', '700', join(parent, 'closed')]);
  assert.match(
    await asNobody(join(parent, 'closed', 'data')),
    /^Can't create the directory .*: Permission denied\. Fix: choose a data directory/,
  );
});
