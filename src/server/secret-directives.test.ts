import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedDisk } from '../../test/support/simulated-disk.ts';
import { OPTIONS } from '../config/options/options.ts';
import { Settings } from '../settings/settings.ts';
import { secretWorld } from './make-users.ts';
import {
  secretDirectivePaths,
  secretDirectiveProblem,
  tlsKeyPassphrase,
} from './secret-directives.ts';

const PASS = 'the passphrase of the key';
const disk = new SimulatedDisk(1000);
disk.put('/data/pass', `${PASS}\n`);
disk.put('/data/empty', '');

function world(settings: Settings): ReturnType<typeof secretWorld> {
  settings.persistence.dir = '/data';
  const environment = (name: string): string | undefined => (name === 'PASS' ? PASS : undefined);
  return secretWorld(settings, { disk, host: { environment } });
}

test('what is kept elsewhere is judged before it is needed', async () => {
  const settings = new Settings();
  assert.equal(await secretDirectiveProblem(settings, world(settings)), undefined);
  settings.replication.masterAuthFile = 'pass';
  settings.tls.clientKeyFilePassFile = 'env:PASS';
  assert.equal(await secretDirectiveProblem(settings, world(settings)), undefined);
  settings.replication.masterAuthFile = 'empty';
  const problem = await secretDirectiveProblem(settings, world(settings));
  assert.match(problem ?? '', /^masterauth-file: \/data\/empty is empty. Fix:/);
});

test('a secret stands in one place', async () => {
  const settings = new Settings();
  settings.tls.keyFilePass = 'x';
  settings.tls.keyFilePassFile = 'pass';
  const problem = await secretDirectiveProblem(settings, world(settings));
  assert.match(problem ?? '', /^tls-key-file-pass and tls-key-file-pass-file are both set/);
});

test('every secret with a directive for its place is read, but for the one that users read', async () => {
  for (const { name } of OPTIONS.filter(({ secret }) => secret === true)) {
    const place = OPTIONS.find((option) => option.name === `${name}-file`);
    if (place === undefined || name === 'requirepass') continue;
    const settings = new Settings();
    assert.equal(place.set(settings, ['/data/none'], 'file'), undefined);
    const problem = await secretDirectiveProblem(settings, world(settings));
    assert.ok(problem?.startsWith(`${place.name}: `), name);
  }
});

test('the passphrase of the TLS key comes from its directive or from its file', async () => {
  const settings = new Settings();
  const passphrase = (): ReturnType<typeof tlsKeyPassphrase> =>
    tlsKeyPassphrase(settings, world(settings));
  assert.deepEqual(await passphrase(), { passphrase: undefined });
  settings.tls.keyFilePass = 'plain';
  assert.deepEqual(await passphrase(), { passphrase: 'plain' });
  settings.tls.keyFilePassFile = 'pass';
  assert.deepEqual(await passphrase(), { passphrase: PASS });
  settings.tls.keyFilePassFile = 'env:PASS';
  assert.deepEqual(await passphrase(), { passphrase: PASS });
  settings.tls.keyFilePassFile = 'empty';
  const complaint = await passphrase();
  assert.ok(typeof complaint === 'string');
  assert.match(complaint, /^tls-key-file-pass-file: .*is empty/);
});

test('only files have modes to judge', () => {
  const settings = new Settings();
  settings.tls.keyFilePassFile = 'pass';
  settings.replication.masterAuthFile = 'env:PASS';
  settings.tls.clientKeyFilePassFile = 'file:/etc/other';
  assert.deepEqual(secretDirectivePaths(settings), ['pass', '/etc/other']);
});
