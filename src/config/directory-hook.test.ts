import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigDisk } from '../../test/support/config-disk.ts';
import { Settings } from '../settings/settings.ts';
import { encodeText } from './byte-text.ts';
import { directoryHook } from './directory-hook.ts';
import { LiveConfig } from './live-config.ts';

test('dir must be a directory and is kept as an absolute path', async () => {
  const settings = new Settings();
  settings.persistence.dir = '/data';
  settings.security.enableProtectedConfigs = 'yes';
  const live = new LiveConfig(settings);
  live.onChange(['dir'], directoryHook(settings, new ConfigDisk({ '/data/deep/file': '' })));
  const set = async (path: string): Promise<string | undefined> => {
    const outcome = live.set([{ name: encodeText('dir'), value: encodeText(path) }], {
      isLocal: false,
      isLoading: false,
    });
    return (await outcome)?.message.replace(/^.* - /, '');
  };
  assert.equal(await set('deep'), undefined);
  assert.equal(settings.persistence.dir, '/data/deep');
  assert.equal(await set('/none'), 'No such file or directory');
  assert.equal(await set('file'), 'Not a directory');
  assert.equal(settings.persistence.dir, '/data/deep');
});
