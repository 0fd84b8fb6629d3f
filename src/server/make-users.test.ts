import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STAND_HOST } from '../../test/support/instance-stand.ts';
import { SimulatedDisk } from '../../test/support/simulated-disk.ts';
import { Settings } from '../settings/settings.ts';
import { secretWorld } from './make-users.ts';

test('paths are seen from dir as it is when they are read', () => {
  const settings = new Settings();
  const world = secretWorld(settings, { disk: new SimulatedDisk(0), host: STAND_HOST });
  settings.persistence.dir = '/one';
  assert.equal(world.resolve('pw'), '/one/pw');
  settings.persistence.dir = '/two';
  assert.equal(world.resolve('./pw'), '/two/pw');
  assert.equal(world.resolve('/run/pw'), '/run/pw');
});
