import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STAND_COMMANDS } from '../../test/support/acl-stand.ts';
import { STAND_HOST, StandingClock } from '../../test/support/instance-stand.ts';
import { SimulatedDisk } from '../../test/support/simulated-disk.ts';
import { CommandTable } from '../command/table.ts';
import { NodeCrypto } from '../platform/node-crypto.ts';
import { Settings } from '../settings/settings.ts';
import { makeUsers } from './make-users.ts';
import { logWeakPasswords, weakPasswordFindings } from './weak-passwords.ts';

test('a weak password is warned of with its user and place, also one from a file below dir, and later ones in the log', async () => {
  const log: string[] = [];
  const disk = new SimulatedDisk(STAND_HOST.uid);
  disk.put('/data/pw', 'foobared');
  const settings = new Settings();
  settings.persistence.dir = '/data';
  const sink = {
    line: (level: string, text: string): void => {
      log.push(`${level} ${text}`);
    },
  };
  const users = makeUsers(new CommandTable(STAND_COMMANDS), settings, {
    clock: new StandingClock(),
    entropy: { fill: (into) => void into.fill(7) },
    crypto: new NodeCrypto(),
    log: sink,
    disk,
    host: STAND_HOST,
  });
  users.define('alice', ['>file:pw']);
  const { passwordSources } = users.context;
  assert.ok(passwordSources !== undefined);
  passwordSources.take(await passwordSources.read(['file:pw']), users.sourcesInUse());
  const told = weakPasswordFindings(users, settings.security).map(({ message }) => message);
  assert.deepEqual(told, [
    "A password of user 'alice' (file:pw) has been published by guides and manuals (password-policy).",
  ]);
  assert.equal(log.length, 0);
  logWeakPasswords(users, sink);
  disk.put('/data/pw', 'tiny');
  passwordSources.take(await passwordSources.read(['file:pw']), users.sourcesInUse());
  assert.match(log.at(-1) ?? '', /^warning WARNING: .*'alice' \(file:pw\) has less than 12/);
  for (let i = 10; i < 35; i++) users.set(`u${i}`, ['>tiny']);
  const many = weakPasswordFindings(users, settings.security);
  assert.equal(many.length, 21);
  assert.match(many[20]?.message ?? '', /^6 more users/);
});
