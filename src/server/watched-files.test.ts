import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedDisk } from '../../test/support/simulated-disk.ts';
import type { LoadedConfig } from '../config/loaded-config.ts';
import { OPTIONS } from '../config/options/options.ts';
import { Settings } from '../settings/settings.ts';
import { watchedFiles } from './watched-files.ts';

const UID = 1000;

function loaded(settings: Settings, files: readonly string[]): LoadedConfig {
  const [path] = files;
  const origin = { source: 'file', path, isIncluded: false, line: 1 } as const;
  const given = new Map(settings.security.requirepass === '' ? [] : [['requirepass', origin]]);
  return { settings, given, renames: [], users: [], files, warnings: [] };
}

async function watched(
  settings: Settings,
  { files = [], directory }: { files?: readonly string[]; directory?: string } = {},
): Promise<readonly string[]> {
  const disk = new SimulatedDisk(UID);
  for (const path of ['/etc/casemate.conf', '/etc/users.acl', '/home/c/data/key.pem', '/c.pem']) {
    disk.put(path, 'x');
  }
  disk.put('/etc/users.acl', 'user default on >secret ~*\n');
  await disk.chmod('/etc/users.acl', 0o100_644);
  await disk.chown('/etc/users.acl', 0);
  const found = await watchedFiles(loaded(settings, files), {
    disk,
    host: { uid: UID },
    directory,
  });
  return found.map(
    ({ path, role, mode, uid, ownUid, isInDataDirectory }) =>
      `${path} ${role} ${mode.toString(8)} ${uid === ownUid ? 'own' : uid} ${isInDataDirectory ? 'inside' : 'outside'}`,
  );
}

test('the configuration decides what the server does; with a password in it, it is a secret', async () => {
  const settings = new Settings();
  const files = ['/etc/casemate.conf'];
  assert.deepEqual(await watched(settings, { files }), [
    '/etc/casemate.conf settings 600 own outside',
  ]);
  settings.security.requirepass = 'secret';
  assert.deepEqual(await watched(settings, { files }), [
    '/etc/casemate.conf secret 600 own outside',
  ]);
});

test('a file is a secret for each directive that holds a password in it, and for none that names a file', async () => {
  const disk = new SimulatedDisk(UID);
  disk.put('/etc/casemate.conf', 'x');
  const files = ['/etc/casemate.conf'];
  const origin = { source: 'file', path: files[0], isIncluded: false, line: 1 } as const;
  for (const option of OPTIONS) {
    const { name, secret } = option;
    const settings = new Settings();
    const role = async (): Promise<string | undefined> => {
      const config = { ...loaded(settings, files), given: new Map([[name, origin]]) };
      const world = { disk, host: { uid: UID }, directory: undefined };
      return (await watchedFiles(config, world))[0]?.role;
    };
    assert.equal(await role(), 'settings', `${name} ""`);
    if (secret !== true && !name.endsWith('-file')) continue;
    option.set(settings, ['/run/secrets/one'], 'file');
    const isPassword = secret === true && name !== 'masteruser';
    assert.equal(await role(), isPassword ? 'secret' : 'settings', name);
  }
});

test('user lines and ACL files are secrets where a rule tells a password or its hash', async () => {
  const hash = 'a'.repeat(64);
  const roles = async (rules: string): Promise<readonly (string | undefined)[]> => {
    const disk = new SimulatedDisk(UID);
    const settings = new Settings();
    for (const name of ['/etc/casemate.conf', '/etc/users.acl'])
      disk.put(name, `user alice ${rules}\n`);
    settings.security.aclFile = '/etc/users.acl';
    const [path] = ['/etc/casemate.conf'] as const;
    const origin = { source: 'file', path, isIncluded: false, line: 1 } as const;
    const users = [{ text: '', words: ['alice', ...rules.split(' ')], origin }];
    const config = { ...loaded(settings, [path]), users };
    const world = { disk, host: { uid: UID }, directory: undefined };
    return (await watchedFiles(config, world)).map(({ role }) => role);
  };
  const names = ['>file:/run/app', '>env:APP', '>credential:app', '<file:/run/app'];
  for (const rules of ['on nopass', 'off', ...names.map((name) => `on ${name} ~* +@all`)])
    assert.deepEqual(await roles(rules), ['settings', 'settings'], rules);
  for (const rule of ['>secret', '<secret', `#${hash}`, `!${hash}`, '$scrypt$ln=15', '>file'])
    assert.deepEqual(await roles(`on >file:/run/app ${rule} ~*`), ['secret', 'secret'], rule);
});

test('of files that are included, those with a password are secrets and the others are not', async () => {
  const settings = new Settings();
  settings.security.requirepass = 'secret';
  const files = ['/etc/casemate.conf', '/c.pem'];
  assert.deepEqual(await watched(settings, { files }), [
    '/etc/casemate.conf secret 600 own outside',
    '/c.pem settings 600 own outside',
  ]);
});

test('users and the TLS key are secrets, with their owner and mode', async () => {
  const settings = new Settings();
  settings.persistence.dir = '/home/c/data';
  settings.security.aclFile = '/etc/users.acl';
  settings.tls.keyFile = 'key.pem';
  settings.tls.certFile = '/c.pem';
  assert.deepEqual(await watched(settings, { directory: '/home/c/data' }), [
    '/etc/users.acl secret 644 0 outside',
    '/home/c/data/key.pem secret 600 own inside',
  ]);
});

test('a directory whose name only begins alike is not the data directory', async () => {
  const settings = new Settings();
  settings.tls.keyFile = '/home/c/data/key.pem';
  assert.deepEqual(await watched(settings, { directory: '/home/c/dat' }), [
    '/home/c/data/key.pem secret 600 own outside',
  ]);
});

test('a file that is not there is not judged: who opens it says so', async () => {
  const settings = new Settings();
  settings.security.aclFile = '/etc/none.acl';
  assert.deepEqual(await watched(settings), []);
});
