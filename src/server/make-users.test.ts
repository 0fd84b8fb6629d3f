import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STAND_COMMANDS } from '../../test/support/acl-stand.ts';
import { STAND_HOST, StandingClock } from '../../test/support/instance-stand.ts';
import { SimulatedDisk } from '../../test/support/simulated-disk.ts';
import { CommandTable } from '../command/table.ts';
import { NodeCrypto } from '../platform/node-crypto.ts';
import { Settings } from '../settings/settings.ts';
import { makeUsers, secretWorld } from './make-users.ts';

test('a weak password is warned of in the log, also one from a file below dir', async () => {
  const log: string[] = [];
  const disk = new SimulatedDisk(STAND_HOST.uid);
  disk.put('/data/pw', 'foobared');
  const settings = new Settings();
  settings.persistence.dir = '/data';
  const users = makeUsers(new CommandTable(STAND_COMMANDS), settings, {
    clock: new StandingClock(),
    entropy: { fill: (into) => void into.fill(7) },
    crypto: new NodeCrypto(),
    log: { line: (level, text) => void log.push(`${level} ${text}`) },
    disk,
    host: STAND_HOST,
  });
  users.set('alice', ['>foobared']);
  const reading = await users.context.passwordSources?.read(['file:pw']);
  assert.deepEqual([...(reading?.passwords.keys() ?? [])], ['file:pw']);
  assert.equal(log.length, 2);
  for (const line of log) assert.match(line, /^warning WARNING: .*published.*\(password-policy\)/);
});

test('paths are seen from dir as it is when they are read', () => {
  const settings = new Settings();
  const world = secretWorld(settings, { disk: new SimulatedDisk(0), host: STAND_HOST });
  settings.persistence.dir = '/one';
  assert.equal(world.resolve('pw'), '/one/pw');
  settings.persistence.dir = '/two';
  assert.equal(world.resolve('./pw'), '/two/pw');
  assert.equal(world.resolve('/run/pw'), '/run/pw');
});
