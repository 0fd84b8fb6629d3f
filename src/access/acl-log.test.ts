import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SecuritySettings } from '../settings/security-settings.ts';
import { type AclEvent, AclLog } from './acl-log.ts';

const event = (object: string, changes: Partial<AclEvent> = {}): AclEvent => ({
  reason: 'key',
  context: 'toplevel',
  object,
  userName: 'alice',
  clientInfo: 'id=1',
  ...changes,
});

const objects = (log: AclLog): string[] => log.newest(1000).map((entry) => entry.object);

test('equal events within a minute are one entry, which comes first again', () => {
  const log = new AclLog(new SecuritySettings());
  log.add(event('a'), 1000);
  log.add(event('b'), 2000);
  log.add(event('a', { clientInfo: 'id=2' }), 61_000);
  const [first, second] = log.newest(10);
  assert.deepEqual(first, {
    ...event('a', { clientInfo: 'id=2' }),
    id: 0,
    count: 2,
    createdMs: 1000,
    updatedMs: 61_000,
  });
  assert.equal(second?.object, 'b');
  assert.equal(log.newest(10).length, 2);
});

test('after a minute, or for another reason, user, object or context, there is a new entry', () => {
  const log = new AclLog(new SecuritySettings());
  log.add(event('a'), 0);
  log.add(event('a'), 60_001);
  log.add(event('a', { reason: 'command' }), 60_001);
  log.add(event('a', { userName: 'bob' }), 60_001);
  log.add(event('a', { context: 'multi' }), 60_001);
  log.add(event('A'), 60_001);
  assert.deepEqual(
    log.newest(10).map((entry) => entry.id),
    [5, 4, 3, 2, 1, 0],
  );
});

test('only the ten newest entries are looked through, so that a refusal costs little', () => {
  const log = new AclLog(new SecuritySettings());
  log.add(event('old'), 0);
  for (let i = 0; i < 10; i++) log.add(event(String(i)), 0);
  log.add(event('old'), 0);
  assert.deepEqual(log.newest(100).filter((entry) => entry.object === 'old').length, 2);
});

test('the log keeps acllog-max-len entries, and none at all with 0', () => {
  const security = new SecuritySettings();
  const log = new AclLog(security);
  security.aclLogMaxLen = 2;
  for (const object of ['a', 'b', 'c']) log.add(event(object), 0);
  assert.deepEqual(objects(log), ['c', 'b']);
  security.aclLogMaxLen = 0;
  log.add(event('d'), 0);
  assert.deepEqual(objects(log), []);
});

test('refusals are counted by reason, whether they are kept or forgotten', () => {
  const log = new AclLog(new SecuritySettings());
  log.add(event('a'), 0);
  log.add(event('a'), 0);
  log.add(event('AUTH', { reason: 'auth' }), 0);
  log.reset();
  assert.deepEqual(objects(log), []);
  assert.equal(log.counts.key, 2);
  assert.equal(log.counts.auth, 1);
  assert.equal(log.counts.command, 0);
});
