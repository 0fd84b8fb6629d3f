import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PowerCut, SimulatedDisk } from '../../test/support/simulated-disk.ts';
import { loadConfig } from '../config/load-config.ts';
import { NodeCertificates } from '../platform/node-certificates.ts';
import { NodeCrypto } from '../platform/node-crypto.ts';
import { NodeEntropy } from '../platform/node-entropy.ts';
import type { Outcome } from '../ports/failure.ts';
import { readCredentials } from './credentials.ts';
import {
  type FirstRunWorld,
  firstRun,
  keepCertificates,
  recordEndpoints,
  type SecureHome,
} from './first-run.ts';

const DAY_MS = 86_400_000;
const UID = 1000;
const DIRECTORY = '/home/ann/.local/share/casemate';

function worldOf(disk: SimulatedDisk, nowMs = Date.now()): FirstRunWorld {
  return {
    disk,
    entropy: new NodeEntropy(),
    crypto: new NodeCrypto(),
    certificates: new NodeCertificates(),
    clock: { wallMs: () => nowMs },
    host: { uid: UID, hostName: 'box' },
  };
}

function newDisk(): SimulatedDisk {
  return new SimulatedDisk(UID);
}

async function start(
  disk: SimulatedDisk,
  nowMs?: number,
  insecureAllow: readonly string[] = [],
): Promise<Outcome<SecureHome>> {
  disk.restart();
  return await firstRun(worldOf(disk, nowMs), {
    directory: DIRECTORY,
    insecureAllow: new Set(insecureAllow),
  });
}

async function started(disk: SimulatedDisk, nowMs?: number): Promise<SecureHome> {
  const outcome = await start(disk, nowMs);
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.failure.message);
  return outcome.value;
}

async function refusal(disk: SimulatedDisk): Promise<string> {
  const outcome = await start(disk);
  assert.ok(!outcome.ok, 'the start was not refused');
  return outcome.failure.message;
}

function snapshot(disk: SimulatedDisk): string {
  return JSON.stringify(
    [...disk.nodes].map(([path, node]) => [
      path,
      node.mode,
      node.uid,
      Buffer.from(node.bytes).toString('base64'),
    ]),
  );
}

test('the first start makes everything, closed to others, and a password of 256 bits that only the credentials file holds', async () => {
  const disk = newDisk();
  const home = await started(disk);
  assert.match(home.newPassword ?? '', /^[0-9a-f]{64}$/);
  const modes = Object.fromEntries(
    [...disk.nodes]
      .filter(([path]) => path.startsWith(DIRECTORY))
      .map(([path, node]) => [path.slice(DIRECTORY.length), node.mode]),
  );
  assert.deepEqual(modes, {
    '': 0o700,
    '/ca.key': 0o600,
    '/ca.crt': 0o644,
    '/server.pem': 0o600,
    '/credentials.json': 0o600,
    '/users.acl': 0o600,
    '/casemate.conf': 0o600,
  });
  for (const [path, node] of disk.nodes) {
    const holds = Buffer.from(node.bytes)
      .toString('latin1')
      .includes(home.newPassword ?? '');
    assert.equal(holds, path === home.paths.credentials, path);
  }
  const hash = Buffer.from(new NodeCrypto().sha256(Buffer.from(home.newPassword ?? ''))).toString(
    'hex',
  );
  assert.equal(
    disk.text(home.paths.users),
    `user admin on #${hash} ~* &* +@all\nuser default off resetchannels -@all\n`,
  );
});

test('the configuration file loads, and says loopback, TLS, the socket, and the strict choices', async () => {
  const disk = newDisk();
  const { paths } = await started(disk);
  const source = {
    configFile: paths.config,
    readsStandardInput: false,
    optionsText: '',
    workingDirectory: '/',
  };
  const loaded = await loadConfig(source, disk);
  assert.ok(loaded.ok, JSON.stringify(loaded));
  const { listen, tls, security, persistence } = loaded.config.settings;
  assert.deepEqual(listen.bind, ['127.0.0.1', '-::1']);
  assert.deepEqual(
    [listen.port, listen.tlsPort, listen.unixsocket, listen.unixsocketMode],
    [6379, 6380, paths.socket, 0o600],
  );
  assert.deepEqual(
    [tls.certFile, tls.keyFile, tls.caCertFile, tls.authClients],
    [paths.serverPair, paths.serverPair, paths.authority, 'no'],
  );
  assert.deepEqual(
    [security.aclFile, security.selectDenied, security.revokeDisconnects],
    [paths.users, 'close', true],
  );
  assert.equal(persistence.dir, DIRECTORY);
  // Until there are snapshots the default save points are warned of, and rightly.
  assert.deepEqual(
    loaded.config.warnings.filter(({ name }) => name !== 'save'),
    [],
  );
});

test('a restart changes nothing and makes no new password', async () => {
  const disk = newDisk();
  await started(disk);
  const before = snapshot(disk);
  const again = await started(disk);
  assert.equal(snapshot(disk), before);
  assert.equal(again.newPassword, undefined);
  assert.deepEqual(again.warnings, []);
});

test('a start that is cut off before any of its changes is finished by the next one', async () => {
  const whole = newDisk();
  whole.changesLeft = 1000;
  await firstRun(worldOf(whole), { directory: DIRECTORY, insecureAllow: new Set() });
  const changes = 1000 - whole.changesLeft;
  assert.ok(changes >= 7);
  for (let cut = 0; cut < changes; cut++) {
    const disk = newDisk();
    disk.changesLeft = cut;
    await assert.rejects(
      firstRun(worldOf(disk), { directory: DIRECTORY, insecureAllow: new Set() }),
      PowerCut,
    );
    const home = await started(disk);
    const credentials = await readCredentials(disk, home.paths.credentials);
    assert.ok(credentials.ok);
    const hash = Buffer.from(
      new NodeCrypto().sha256(Buffer.from(credentials.value.password)),
    ).toString('hex');
    assert.ok(disk.text(home.paths.users).includes(`#${hash} `), `cut before change ${cut}`);
    // The password is shown by the start that completed the users, whichever it was.
    if (cut < changes - 1) assert.equal(home.newPassword, credentials.value.password);
    assert.ok(disk.nodes.has(home.paths.config));
  }
});

test('a second server on the same directory is refused, and one after the first has gone is not', async () => {
  const disk = newDisk();
  const home = await started(disk);
  const second = await firstRun(worldOf(disk), { directory: DIRECTORY, insecureAllow: new Set() });
  assert.ok(!second.ok);
  assert.equal(second.failure.code, 'EBUSY');
  await home.lock?.release();
  assert.ok((await firstRun(worldOf(disk), { directory: DIRECTORY, insecureAllow: new Set() })).ok);
});

test('loosened modes, foreign owners and links are refused in one message whose commands mend them', async () => {
  const disk = newDisk();
  const { paths } = await started(disk);
  const node = (path: string) => disk.nodes.get(path) ?? assert.fail(path);
  node(DIRECTORY).mode = 0o755;
  node(paths.credentials).mode = 0o644;
  node(paths.users).uid = 7;
  node(paths.authority).mode = 0o664;
  const message = await refusal(disk);
  assert.equal(
    message,
    [
      `Refusing to start: ${DIRECTORY} has mode 0755; ${paths.users} belongs to user 7; ${paths.credentials} has mode 0644; ${paths.authority} has mode 0664.`,
      'Others could read or change its secrets. Fix:',
      `  chmod go= ${DIRECTORY} ${paths.credentials}`,
      `  chown 1000 ${paths.users}`,
      `  chmod go-w ${paths.authority}`,
    ].join('\n'),
  );
  const allowed = await start(disk, undefined, ['loose-data-directory']);
  assert.ok(allowed.ok);
  assert.ok(allowed.value.warnings.some((warning) => warning.includes('has mode 0755')));
  node(paths.serverPair).kind = 'symlink';
  assert.match(await refusal(disk), /server\.pem is a symbolic link/);
});

test('a directory that everybody may replace is refused, and one in a sticky directory is not', async () => {
  const disk = newDisk();
  await started(disk);
  const parent = disk.nodes.get('/home/ann/.local/share') ?? assert.fail();
  parent.mode = 0o777;
  assert.match(
    await refusal(disk),
    /everybody may rename things in \/home\/ann\/\.local\/share \(mode 0777\)/,
  );
  parent.mode = 0o1777;
  await started(disk);
});

test('each damaged file is named with its fix, and following the fix mends it', async () => {
  for (const name of ['ca.crt', 'ca.key', 'server.pem', 'credentials.json', 'users.acl']) {
    for (const damage of ['', 'junk', '{"user":"admin"}']) {
      const disk = newDisk();
      await started(disk);
      const path = `${DIRECTORY}/${name}`;
      disk.put(path, damage);
      const message = await refusal(disk);
      assert.ok(
        message.startsWith('Refusing to start: ') &&
          message.includes(path) &&
          message.includes('\nFix: '),
        message,
      );
      const removed = /rm (?:-f )?((?:\/\S+ ?)+)/.exec(message)?.[1]?.trim().split(' ') ?? [];
      for (const file of removed) disk.nodes.delete(file);
      if (name === 'users.acl') disk.put(path, 'user default off\n');
      await started(disk);
    }
  }
});

test('a server pair whose key is another one’s is damage', async () => {
  const disk = newDisk();
  const { paths } = await started(disk);
  const [certificate] = disk.text(paths.serverPair).split('-----BEGIN PRIVATE KEY-----');
  disk.put(paths.serverPair, `${certificate ?? ''}${disk.text(paths.authorityKey)}`);
  assert.match(await refusal(disk), /server\.pem is damaged: it is not the key of the certificate/);
});

test('an authority that is missing beside a server certificate is a loss, not a reason to make another silently', async () => {
  const disk = newDisk();
  const { paths } = await started(disk);
  disk.nodes.delete(paths.authority);
  assert.match(await refusal(disk), /ca\.crt is missing/);
});

test('credentials that the operator has removed stay removed, and so does a changed user', async () => {
  const disk = newDisk();
  const { paths } = await started(disk);
  disk.nodes.delete(paths.credentials);
  disk.put(paths.users, 'user default off\nuser ann on >secret +@all\n');
  const home = await started(disk);
  assert.equal(home.newPassword, undefined);
  assert.equal(disk.nodes.has(paths.credentials), false);
  assert.equal(disk.text(paths.users), 'user default off\nuser ann on >secret +@all\n');
});

test('the server certificate renews itself in its last month, by the same authority', async () => {
  const disk = newDisk();
  const nowMs = Date.now();
  const { paths } = await started(disk, nowMs);
  const [authority, first] = [disk.text(paths.authority), disk.text(paths.serverPair)];
  await started(disk, nowMs + 790 * DAY_MS);
  assert.equal(disk.text(paths.serverPair), first);
  const late = await started(disk, nowMs + 800 * DAY_MS);
  assert.notEqual(disk.text(paths.serverPair), first);
  assert.equal(disk.text(paths.authority), authority);
  assert.match(
    late.warnings.join(),
    /was about to end: a new one of the same authority is in its place/,
  );
  assert.ok(
    new NodeCertificates().isIssuedBy(
      disk.nodes.get(paths.serverPair)?.bytes ?? assert.fail(),
      Buffer.from(authority),
    ),
  );
});

test('a certificate of the operator’s own authority, or one without the authority’s key, is warned of and left alone', async () => {
  const nowMs = Date.now();
  const other = newDisk();
  await started(other, nowMs);
  const disk = newDisk();
  const { paths } = await started(disk, nowMs);
  disk.put(paths.serverPair, other.text(paths.serverPair));
  const foreign = await started(disk, nowMs + 810 * DAY_MS);
  assert.equal(disk.text(paths.serverPair), other.text(paths.serverPair));
  assert.match(foreign.warnings.join(), /ends in 14 days, and it can't be renewed here/);
  const offline = newDisk();
  await started(offline, nowMs);
  offline.nodes.delete(paths.authorityKey);
  const kept = await keepCertificates(worldOf(offline, nowMs + 826 * DAY_MS), paths);
  assert.ok(kept.ok);
  assert.match(kept.value.notes.join(), /has ended/);
});

test('the endpoints of this start are recorded for the client, and a file that is gone is not made again', async () => {
  const disk = newDisk();
  const { paths, newPassword } = await started(disk);
  const endpoints = { host: '127.0.0.1', port: 7000, tlsPort: 0, socket: '' };
  assert.ok((await recordEndpoints(disk, paths, endpoints)).ok);
  const read = await readCredentials(disk, paths.credentials);
  assert.ok(read.ok);
  assert.deepEqual(read.value, {
    user: 'admin',
    password: newPassword,
    authority: paths.authority,
    ...endpoints,
  });
  assert.equal(disk.nodes.get(paths.credentials)?.mode, 0o600);
  disk.nodes.delete(paths.credentials);
  assert.ok((await recordEndpoints(disk, paths, endpoints)).ok);
  assert.equal(disk.nodes.has(paths.credentials), false);
});

test('a directory that can’t be made is refused with the way out', async () => {
  const disk = newDisk();
  disk.put(DIRECTORY, 'a file');
  assert.match(await refusal(disk), /is not a directory\. Fix: choose another with --data-dir/);
});
