import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigDisk } from '../../test/support/config-disk.ts';
import { failed } from '../ports/failure.ts';
import { Settings } from '../settings/settings.ts';
import { LiveConfig } from './live-config.ts';
import { rewriteConfigFile } from './rewrite-config-file.ts';

function liveWithFile(path: string): LiveConfig {
  const settings = new Settings();
  settings.process.configFile = path;
  settings.listen.port = 7000;
  return new LiveConfig(settings);
}

test('the file is replaced and keeps its owner and mode', async () => {
  const disk = new ConfigDisk({ '/etc/redis.conf': '# mine\nport 1\n' });
  assert.equal(await rewriteConfigFile(liveWithFile('/etc/redis.conf'), disk, []), undefined);
  assert.match(disk.files.get('/etc/redis.conf') ?? '', /^# mine\nport 7000\n/);
  assert.deepEqual(disk.writes, [{ path: '/etc/redis.conf', mode: 0o600, keepOwnerAndMode: true }]);
});

test('without a file there is nothing to rewrite, and a failure is said as the system says it', async () => {
  const disk = new ConfigDisk();
  assert.equal(
    await rewriteConfigFile(liveWithFile(''), disk, []),
    'The server is running without a config file',
  );
  disk.writeFile = () => Promise.resolve(failed('EACCES', 'no'));
  assert.equal(
    await rewriteConfigFile(liveWithFile('/new.conf'), disk, []),
    'Rewriting config file: Permission denied',
  );
});
