import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { Session, type SessionLink } from './session.ts';
import { type Revocation, SessionRegistry } from './session-registry.ts';
import { SessionState } from './session-state.ts';

const stand = new InstanceStand();
/** As without `revoke-disconnects`. */
const NOTHING_MORE: Revocation = { endsAll: () => false, endsMonitors: () => false };

/** A session whose link writes down what it is told. */
function newSession(registry: SessionRegistry, told: string[] = []): Session {
  const id = registry.takeId();
  const link: SessionLink = {
    kind: 'in-process',
    address: '',
    localAddress: '',
    source: '',
    fd: -1,
    isLocal: true,
    outputBytes: 0,
    queryBytes: 0,
    queryFilledBytes: 0,
    queryFreeBytes: 0,
    send: () => undefined,
    push: () => undefined,
    authenticated: () => undefined,
    proceed: () => void told.push(`${id} proceed`),
    close: (when) => void told.push(`${id} close ${when}`),
  };
  const { users, databases } = stand.instance;
  const session = new Session(id, link, {
    user: users.defaultUser,
    db: databases[0]!,
    nowMs: stand.clock.nowMs,
  });
  registry.add(session);
  return session;
}

test('an id is never given twice, even when its session has gone', () => {
  const registry = new SessionRegistry();
  const first = newSession(registry);
  registry.remove(first);
  const second = newSession(registry);
  assert.ok(second.id > first.id);
  assert.deepEqual([...registry.byId.keys()], [second.id]);
  assert.equal(registry.size, 1);
});

test('after a pause those who were postponed go on, in the order in which they came', () => {
  const registry = new SessionRegistry();
  const told: string[] = [];
  const sessions = [1, 2, 3].map(() => newSession(registry, told));
  for (const session of [sessions[0], sessions[2]]) session?.enter(SessionState.postponed);
  registry.proceed();
  assert.deepEqual(told, ['1 proceed', '3 proceed']);
  registry.proceed();
  assert.equal(told.length, 2);
});

test('the connections of a deleted user end, after their replies', () => {
  const registry = new SessionRegistry();
  const told: string[] = [];
  stand.user('gone', 'on');
  const user = stand.instance.users.get('gone');
  assert.ok(user !== undefined);
  newSession(registry, told);
  newSession(registry, told).user = user;
  const change = { user, channelsNarrowed: true };
  registry.usersChanged([{ ...change, kind: 'changed' }], NOTHING_MORE);
  assert.deepEqual(told, []);
  registry.usersChanged([{ ...change, kind: 'deleted' }], NOTHING_MORE);
  assert.deepEqual(told, ['2 close after-replies']);
});

test('those of a user who was switched off end where the operator wants that', () => {
  const registry = new SessionRegistry();
  const told: string[] = [];
  const session = newSession(registry, told);
  registry.usersChanged([{ user: session.user, kind: 'changed', channelsNarrowed: false }], {
    ...NOTHING_MORE,
    endsAll: () => true,
  });
  assert.deepEqual(told, ['1 close after-replies']);
});

test('who may not be where it is any more is disconnected: a subscriber makes no call that could be refused', () => {
  const registry = new SessionRegistry();
  const told: string[] = [];
  const { users } = new InstanceStand().instance;
  users.set('app', ['on', '>app-password-of-length', '+@all', 'allchannels']);
  const user = users.get('app');
  assert.ok(user !== undefined);
  for (const source of ['10.0.0.1', '192.168.0.1']) {
    const session = newSession(registry, told);
    Object.assign(session.link, { kind: 'tcp', source });
    session.authenticate(user);
  }
  users.set('app', ['from=10.0.0.0/8']);
  registry.usersChanged([{ user, kind: 'changed', channelsNarrowed: false }], NOTHING_MORE);
  assert.deepEqual(told, ['2 close after-replies']);
});

test('a monitor of a user who may not monitor any more ends where the operator wants that, and no other connection', () => {
  const registry = new SessionRegistry();
  const told: string[] = [];
  const sessions = [1, 2].map(() => newSession(registry, told));
  sessions[1]?.enter(SessionState.monitor);
  const user = stand.instance.users.defaultUser;
  const change = { user, kind: 'changed', channelsNarrowed: false } as const;
  registry.usersChanged([change], NOTHING_MORE);
  assert.deepEqual(told, []);
  registry.usersChanged([change], { ...NOTHING_MORE, endsMonitors: () => true });
  assert.deepEqual(told, ['2 close after-replies']);
});
