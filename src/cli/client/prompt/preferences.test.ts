import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClientWorld } from '../../../../test/support/fake-client-world.ts';
import { readPreferences, setPreference } from './preferences.ts';

test(':set switches hints, and knows nothing else', () => {
  const preferences = { hints: true };
  assert.equal(setPreference(preferences, [':set', 'nohints']), true);
  assert.equal(preferences.hints, false);
  assert.equal(setPreference(preferences, [':SET', 'hints']), true);
  assert.equal(preferences.hints, true);
  for (const wrong of [[':set'], [':set', 'x'], [':set', 'hints', 'now'], ['set', 'hints']]) {
    assert.equal(setPreference(preferences, wrong), false, wrong.join(' '));
  }
});

test('preferences are read from ~/.redisclirc, or from where REDISCLI_RCFILE says', async () => {
  const files = {
    '/home/tester/.redisclirc': { text: '# quiet\n\n:set nohints\n', mode: 0o644 },
    '/other': { text: ':set colours\n:set hints\n', mode: 0o644 },
  };
  assert.deepEqual(await readPreferences(new FakeClientWorld({ files })), { hints: false });
  const other = new FakeClientWorld({ files, environment: { REDISCLI_RCFILE: '/other' } });
  assert.deepEqual(await readPreferences(other), { hints: true });
  assert.match(other.complaints, /^\/other: what is :set colours\?/);
  assert.deepEqual(await readPreferences(new FakeClientWorld()), { hints: true });
});
