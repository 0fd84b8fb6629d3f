import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ConfigDisk } from '../../test/support/config-disk.ts';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { type ConfigSource, loadConfig } from '../config/load-config.ts';
import type { LoadedConfig } from '../config/loaded-config.ts';
import type { Disk } from '../ports/disk.ts';
import { bytesAsLatin1, definesDefault, loadUsers } from './load-users.ts';

let disk = new ConfigDisk();
let { users } = new InstanceStand().instance;

beforeEach(() => {
  disk = new ConfigDisk();
  users = new InstanceStand().instance.users;
});

async function read(...lines: readonly string[]): Promise<LoadedConfig> {
  disk.files.set('/etc/c.conf', `${lines.join('\n')}\n`);
  const source: ConfigSource = {
    configFile: '/etc/c.conf',
    readsStandardInput: false,
    optionsText: '',
    workingDirectory: '/data',
  };
  const loaded = await loadConfig(source, disk);
  assert.ok(loaded.ok);
  return loaded.config;
}

async function load(...lines: readonly string[]): Promise<string | undefined> {
  return await loadUsers(users, await read(...lines), disk as unknown as Disk);
}

test('requirepass is the password of default', async () => {
  assert.equal(await load('requirepass secret'), undefined);
  assert.equal(users.defaultUser.noPassword, false);
  assert.equal(users.openToAll, false);
});

test('user lines make users', async () => {
  assert.equal(await load('user alice on >pw ~a:* +get', 'user bob off'), undefined);
  assert.deepEqual([users.get('alice')?.enabled, users.get('bob')?.enabled], [true, false]);
});

test('a wrong rule is reported with its line, the password in it hidden', async () => {
  const complaint = await load('port 0', 'user alice on >hunter2 +nosuchcommand');
  assert.match(complaint ?? '', /line 2/);
  assert.doesNotMatch(complaint ?? '', /hunter2/);
  assert.match((await load('user carol on', 'user carol off')) ?? '', /Duplicate user 'carol'/);
});

test('users stand in one place: the configuration or a file', async () => {
  disk.files.set('/data/users.acl', 'user carol on nopass ~* +@all\n');
  assert.match(
    (await load('aclfile users.acl', 'user alice on')) ?? '',
    /users defined in redis\.conf and .* ACL file/,
  );
  assert.equal(users.get('carol'), undefined);
});

test('the ACL file is found beside the data, and is read as a whole or not at all', async () => {
  disk.files.set('/data/users.acl', 'user carol on nopass ~* +@all\n');
  assert.equal(await load('aclfile users.acl'), undefined);
  assert.equal(users.get('carol')?.enabled, true);
  disk.files.set('/data/users.acl', 'user dave on\nuser erin +nosuchcommand\n');
  assert.match((await load('aclfile users.acl')) ?? '', /users\.acl:2/);
  assert.equal(users.get('dave'), undefined);
});

test('whether that file defines default decides what requirepass means', async () => {
  const { settings } = await read('aclfile users.acl');
  assert.equal(await definesDefault(settings, disk), false);
  disk.files.set('/data/users.acl', 'user defaulty on\n');
  assert.equal(await definesDefault(settings, disk), false);
  disk.files.set('/data/users.acl', 'user alice on\n  user default on >pw\n');
  assert.equal(await definesDefault(settings, disk), true);
  settings.security.aclFile = '';
  assert.equal(await definesDefault(settings, disk), false);
});

test('names and passwords are one character for each byte of the file', () => {
  assert.equal(bytesAsLatin1('gä'), 'g\xc3\xa4');
});
