import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Settings } from '../settings/settings.ts';
import { copySettings } from './copy-settings.ts';

test('a copy holds the same values and shares no group', () => {
  const settings = new Settings();
  settings.memory.maxmemoryBytes = 7;
  settings.protocol.outputBufferLimits.pubsub.hardBytes = 8;
  settings.withoutEffect.set('io-threads', 4);
  const copy = copySettings(settings);
  assert.deepEqual(copy, settings);
  for (const group of Object.keys(settings) as (keyof Settings)[])
    assert.notEqual(copy[group], settings[group], group);
  copy.protocol.outputBufferLimits.pubsub.hardBytes = 9;
  copy.withoutEffect.set('io-threads', 5);
  assert.equal(settings.protocol.outputBufferLimits.pubsub.hardBytes, 8);
  assert.equal(settings.withoutEffect.get('io-threads'), 4);
});
