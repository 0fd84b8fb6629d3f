import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import tls from 'node:tls';
import { REPOSITORY } from '../support/casemate-server.ts';
import { lastly } from '../support/cleanup.ts';
import { freePort } from '../support/free-port.ts';
import { OperatorMachine } from '../support/operator-machine.ts';
import { needsPeer } from '../support/peer.ts';
import type { Program } from '../support/program.ts';
import { RespClient, type RespClientOptions } from '../support/resp-client.ts';

const PAGE = readFileSync(path.join(REPOSITORY, 'docs/security.md'), 'utf8');
const DATA = '.local/share/casemate';
const PASSWORD = 'a-password-that-nobody-guesses';

/** Every block of the page by its first line. */
const blocks = new Map(
  Array.from(PAGE.matchAll(/^( *)```\w*\n([\s\S]*?)^ *```$/gm), ([, indent = '', text = '']) => {
    const block = text.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
    return [block.split('\n')[0] ?? '', block];
  }),
);

/** Blocks that need what a test can't have, each with the reason. */
const NOT_RUN: Readonly<Record<string, string>> = {};
const taken = new Set<string>();

/** The block that begins so, with the page's places in place of which the test has others. */
function block(first: string, places: Readonly<Record<string, string>> = {}): string {
  const begin = [...blocks.keys()].find((line) => line.startsWith(first));
  assert.ok(begin !== undefined, `docs/security.md has no block that begins: ${first}`);
  taken.add(begin);
  let text = blocks.get(begin) ?? '';
  for (const [place, own] of Object.entries(places)) {
    assert.ok(text.includes(place), `${place} in: ${text}`);
    text = text.replaceAll(place, own);
  }
  return text;
}

interface Secure {
  readonly machine: OperatorMachine;
  readonly program: Program;
  readonly port: number;
  readonly tlsPort: number;
  /** Runs lines, which must succeed, and gives what they print. */
  readonly run: (script: string, input?: string) => Promise<string>;
  readonly connect: (options?: RespClientOptions) => Promise<RespClient>;
}

async function connected(context: TestContext, options: RespClientOptions): Promise<RespClient> {
  const client = await RespClient.connect(options);
  lastly(context, () => client.close());
  return client;
}

/** The server of a first start, in the home of whoever follows the page. */
async function startSecure(context: TestContext): Promise<Secure> {
  const machine = await OperatorMachine.make(context);
  const [port, tlsPort] = [await freePort(), await freePort()];
  const program = machine.start(`casemate --port ${port} --tls-port ${tlsPort}`);
  await program.waitFor(/Connect with/);
  const run = async (script: string, input = ''): Promise<string> => {
    const { code, output } = await machine.run(script, { input });
    assert.equal(code, 0, `${script}\n${output}`);
    return output;
  };
  const connect = (options: RespClientOptions = {}): Promise<RespClient> =>
    connected(context, { port, ...options });
  return { machine, program, port, tlsPort, run, connect };
}

function passwordOf({ machine }: Secure): string {
  const text = readFileSync(machine.file(`${DATA}/credentials.json`), 'utf8');
  return (JSON.parse(text) as { password: string }).password;
}

interface Lines {
  readonly program: Program;
  readonly port: number;
}

/** A drop-in server with lines of the page in its configuration. */
async function startWith(machine: OperatorMachine, lines: string): Promise<Lines> {
  const port = await freePort();
  const text = [`port ${port}`, 'bind 127.0.0.1', `dir ${machine.home}`, 'save ""', lines];
  writeFileSync(machine.file('redis.conf'), text.join('\n'), { mode: 0o600 });
  const program = machine.start('casemate redis.conf');
  await program.ready();
  return { program, port };
}

/** What is in the certificate that is shown to who asks for this name. */
async function namesShown(port: number, servername: string): Promise<string> {
  const socket = tls.connect({ port, host: '127.0.0.1', servername, rejectUnauthorized: false });
  await new Promise((resolve, reject) =>
    socket.once('secureConnect', resolve).once('error', reject),
  );
  const names = socket.getPeerCertificate().subjectaltname ?? '';
  socket.destroy();
  return names;
}

describe('docs/security.md', () => {
  test('the alias makes its lines work in a clone', async (context) => {
    const machine = await OperatorMachine.make(context);
    const script = `cd '${REPOSITORY}'\n${block('alias casemate=')}casemate --version || true`;
    const { output } = await machine.run(script);
    assert.match(output, /build=casemate-|casemate is not built yet/);
  });

  test('a refusal is accepted by its name, in a flag', async (context) => {
    const machine = await OperatorMachine.make(context);
    const [open = '', loose = ''] = block('casemate redis.conf --insecure-allow').split('\n');
    // An address that this machine hasn't is left out: it is judged, and nothing listens there.
    const lines = ['port 0', `port ${await freePort()}`, 'bind 127.0.0.1 -192.0.2.1'];
    const text = [...lines, 'protected-mode no', 'save ""', ''];
    writeFileSync(machine.file('redis.conf'), text.join('\n'), { mode: 0o600 });
    const refused = await machine.run('casemate redis.conf');
    assert.equal(refused.code, 1);
    assert.match(refused.output, /Or accept it by name: insecure-allow open-to-the-world/);
    const accepted = machine.start(open);
    await accepted.ready();
    assert.match(accepted.output, /WARNING: .* Accepted by insecure-allow open-to-the-world/);
    const first = machine.start(`casemate --port ${await freePort()} --tls-port 0`);
    await first.waitFor(/Connect with/);
    await first.stop();
    chmodSync(machine.file(DATA), 0o755);
    const ports = `--port ${await freePort()} --tls-port 0`;
    const tight = await machine.run(`casemate ${ports}`);
    assert.equal(tight.code, 1);
    assert.match(tight.output, /share\/casemate has mode 0755/);
    const [command = ''] = loose.split('#');
    await machine.start(`${command} ${ports}`).waitFor(/Connect with/);
  });

  test('users, passwords and INFO, by casemate cli', async (context) => {
    const server = await startSecure(context);
    const { machine, run, connect } = server;
    assert.match(await run(block('casemate cli INFO security_warnings')), /security_warnings:0/);
    const said = await run(block('# a user for an application'));
    assert.deepEqual(said.trim().split('\n'), ['OK', 'OK', 'OK']);
    const app = await connect({ username: 'app', password: 'a-long-password' });
    assert.equal(await app.call('SET', 'app:1', 'x'), 'OK');
    await assert.rejects(app.call('SET', 'other', 'x'), /NOPERM/);
    assert.match(readFileSync(machine.file(`${DATA}/users.acl`), 'utf8'), /^user app on /m);
    const before = passwordOf(server);
    await run(block('new=$(casemate cli -e ACL GENPASS)'));
    assert.notEqual(passwordOf(server), before);
    assert.equal((await run('casemate cli ACL WHOAMI')).trim(), 'admin');
    await assert.rejects(connect({ username: 'admin', password: before }), /WRONGPASS/);
    machine.addProgram('pass', `[ "$1 $2" = 'show redis/ann' ] && echo '${PASSWORD}'`);
    const hashes: string[] = [];
    for (const line of block('casemate acl hash ').trim().split('\n'))
      hashes.push(await run(line, `${PASSWORD}\n`));
    assert.match(hashes[0] ?? '', /^\$scrypt\$/);
    assert.match(hashes[1] ?? '', /^\{\s*"rule": ?"\$scrypt\$/);
    const ann = await connect({ username: 'ann', password: PASSWORD });
    assert.equal(await ann.call('GET', 'ann:1'), null);
  });

  test('a password in a file', async (context) => {
    const machine = await OperatorMachine.make(context);
    const lines = block('user default off', { '/run/secrets': machine.home });
    writeFileSync(machine.file('app'), `${PASSWORD}\n`, { mode: 0o600 });
    const { port } = await startWith(machine, lines);
    const app = await connected(context, { port, username: 'app', password: PASSWORD });
    assert.equal(await app.call('SET', 'app:1', 'x'), 'OK');
    await assert.rejects(app.call('GET', 'other'), /NOPERM/);
    const stranger = await connected(context, { port });
    await assert.rejects(stranger.call('GET', 'app:1'), /NOAUTH/);
  });

  test('directives that CONFIG SET changes, and numbers of INFO', async (context) => {
    const { run } = await startSecure(context);
    const value = async (name: string): Promise<string> =>
      (await run(`casemate cli --json CONFIG GET ${name}`)).replaceAll(/\s+/g, ' ');
    for (const [first, name, expected] of [
      ['casemate cli CONFIG SET password-grace', 'password-grace', /"0"/],
      [
        'casemate cli CONFIG SET proxy-protocol-from',
        'proxy-protocol-from',
        /10\.0\.0\.5 10\.0\.1\.0\/24/,
      ],
      [
        'casemate cli CONFIG SET client-output',
        'client-output-buffer-limit',
        /normal 268435456 67108864 60/,
      ],
    ] as const) {
      assert.equal((await run(block(first))).trim(), 'OK');
      assert.match(await value(name), expected);
    }
    const fields = [...(await run(block('casemate cli INFO stats |'))).matchAll(/^(\w+):\d+/gm)];
    assert.deepEqual(
      fields
        .map(([, name]) => name)
        .filter((name) => PAGE.includes(`\`${name}\``))
        .sort(),
      ['auth_throttle_delayed', 'auth_throttle_disconnected', 'auth_throttle_sources'],
    );
    const ends = await run(block('casemate cli INFO tls '));
    assert.match(ends, /tls_server_cert_expires_in_seconds:\d{7,}/);
  });

  test('TLS, certificates, and certificates as logins', async (context) => {
    const firsts = [
      'redis-cli -p 6380',
      'casemate certs create',
      'casemate cli CONFIG SET tls-auth',
    ];
    for (const first of firsts) block(first);
    if (needsPeer(context, 'redis-cli', 'apt-get install redis-tools') === undefined) return;
    const server = await startSecure(context);
    const { run, machine, tlsPort } = server;
    const own = { '6380': String(tlsPort) };
    const [byRedis = '', byCasemate = ''] = block('redis-cli -p 6380 --tls', own).split('\n');
    const env = { REDISCLI_AUTH: passwordOf(server) };
    const asked = await run(byRedis, `${passwordOf(server)}\nACL WHOAMI\n`);
    assert.match(asked, /^"?admin"?$/m);
    const known = await machine.run(byCasemate, { input: 'ACL WHOAMI\n', env });
    assert.match(known.output, /^"?admin"?$/m);
    const said = await run(block('casemate certs create client app', own), 'PING\n');
    assert.match(said, /NOAUTH/, 'the handshake was good, and then a login is asked for');
    assert.match(said, /ca\.crt/);
    const login = await run(block('casemate cli CONFIG SET tls-auth-clients', own));
    assert.deepEqual(login.trim().split('\n'), ['OK', 'OK', 'app']);
  });

  test('TLS alone, for others', async (context) => {
    const machine = await OperatorMachine.make(context);
    const tlsPort = await freePort();
    // Tests listen on loopback only.
    const line = block("casemate --bind '*'", { "'*' '-::*'": '127.0.0.1' }).trim();
    const program = machine.start(`${line} --tls-port ${tlsPort}`);
    await program.waitFor(/Connect with/);
    assert.match(program.output, /Ready to accept connections tls/);
    assert.doesNotMatch(program.output, /Ready to accept connections tcp/);
    assert.match(await namesShown(tlsPort, 'localhost'), /DNS:localhost/);
  });

  test('several certificates, and listeners with a policy', async (context) => {
    const { machine, run } = await startSecure(context);
    const create = 'casemate certs create server';
    const wildcard = /`(casemate certs create server internal --dns\s[^`]*)`/.exec(PAGE)?.[1] ?? '';
    await run(`${wildcard.replace(/\s+/g, ' ')}\n${create} db.example.org\n${create} localhost`);
    for (const [from, to] of [
      ['internal', 'internal'],
      ['db.example.org', 'db'],
    ])
      await run(`cp ${from}.crt ${to}.pem; [ ${from} = ${to} ] || cp ${from}.key ${to}.key`);
    const [tlsPort, netPort] = [await freePort(), await freePort()];
    const own = `tls-cert-file ${machine.file('localhost.crt')}\ntls-key-file ${machine.file('localhost.key')}\n`;
    const common = `${own}tls-auth-clients no\nuser app on >${PASSWORD} ~* +@all\nuser worker on >${PASSWORD} ~* +@all\nuser boss on >${PASSWORD} ~* +@all\n`;
    const sockets = { '/run/casemate': machine.home };
    const names = block('tls-sni-cert', { '/etc/casemate': machine.home });
    const policy = block('# the application', {
      '10.0.0.5:6380': `127.0.0.1:${netPort}`,
      ...sockets,
    });
    const { program } = await startWith(machine, `${common}tls-port ${tlsPort}\n${names}${policy}`);
    assert.match(await namesShown(tlsPort, 'db.example.org'), /db\.example\.org/);
    assert.match(await namesShown(tlsPort, 'a.internal.example.org'), /\*\.internal\.example\.org/);
    assert.match(await namesShown(tlsPort, 'other'), /localhost/);
    await assertPolicy(context, { port: netPort, socket: machine.file('ops.sock') });
    const net = { port: netPort, tls: { rejectUnauthorized: false } };
    await assert.rejects(
      connected(context, { ...net, username: 'boss', password: PASSWORD }),
      /WRONGPASS/,
    );
    await program.stop();
    const only = block('port 0', { '0.0.0.0:6379': `127.0.0.1:${netPort}`, ...sockets });
    const { program: last } = await startWith(machine, common + only);
    await assertPolicy(context, { port: netPort, socket: machine.file('ops.sock') });
    assert.doesNotMatch(last.output, /Ready to accept connections tcp/);
  });

  test('every block is run, or the reason why not is written down', () => {
    for (const first of Object.keys(NOT_RUN)) block(first);
    assert.ok(blocks.size >= 19, `${blocks.size} blocks`);
    assert.deepEqual(
      [...blocks.keys()].filter((first) => !taken.has(first)),
      [],
    );
  });
});

/** Administrative commands come through the socket and not through the network. */
async function assertPolicy(
  context: TestContext,
  { port, socket }: { readonly port: number; readonly socket: string },
): Promise<void> {
  const app = await connected(context, {
    port,
    tls: { rejectUnauthorized: false },
    username: 'app',
    password: PASSWORD,
  });
  assert.equal(await app.call('PING'), 'PONG');
  await assert.rejects(app.call('CONFIG', 'GET', 'port'), /NOPERM .* through this listener/);
  const operator = await connected(context, { path: socket });
  assert.deepEqual(await operator.call('CONFIG', 'GET', 'maxclients'), ['maxclients', '10000']);
}
