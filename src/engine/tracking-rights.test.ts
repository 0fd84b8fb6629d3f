import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { SessionState } from './session-state.ts';
import { TrackingRights } from './tracking-rights.ts';

const key = new ByteRange().set(fromLatin1('app:1'));
const changed = (...databases: number[]): { name: string; databases: number[] } => ({
  name: 'app:1',
  databases,
});

function rightsOf({ instance }: InstanceStand): TrackingRights {
  return new TrackingRights({ rights: instance.engine.rights, table: instance.table });
}

test('what may be known and read follows the rights of the moment', () => {
  const stand = new InstanceStand();
  const { users } = stand.instance;
  const rights = rightsOf(stand);
  stand.user('app', 'on', 'nopass', '+@all', '%W~app:*', '(%R~app:* db=1)', 'db=0');
  const { session } = stand.connect('app');
  assert.deepEqual(
    [0, 1, 2].map((database) => rights.mayKnow(session, key, database)),
    [true, true, false],
  );
  assert.deepEqual(
    [[0], [1], [2], [2, 1]].map((databases) => rights.mayRead(session, changed(...databases))),
    [false, true, false, true],
  );
  users.set('app', ['from=10.1.2.3']);
  assert.deepEqual(
    [rights.mayKnow(session, key, 0), rights.mayRead(session, changed(1))],
    [false, false],
  );
  users.set('app', ['from=any', 'reset', 'allkeys', '+@all', '&*', 'alldbs']);
  assert.deepEqual(
    [rights.mayKnow(session, key, 7), rights.mayRead(session, changed(7))],
    [true, true],
  );
  users.delete(['app']);
  assert.deepEqual(
    [rights.mayKnow(session, key, 0), rights.mayRead(session, changed(1))],
    [false, false],
  );
});

test('a stranger may know nothing, though `default` might', () => {
  const stand = new InstanceStand();
  const rights = rightsOf(stand);
  const { session } = stand.connect('default');
  assert.ok(rights.mayKnow(session, key, 0) && rights.mayRead(session, changed(0)));
  session.enter(SessionState.unauthenticated);
  stand.instance.users.setDefaultPassword('a long enough password');
  assert.ok(!rights.mayKnow(session, key, 0) && !rights.mayRead(session, changed(0)));
});

test('who came before `default` lost its password may know what he may read', () => {
  const stand = new InstanceStand();
  const rights = rightsOf(stand);
  const { session } = stand.connect('default');
  session.enter(SessionState.unauthenticated);
  assert.ok(rights.mayKnow(session, key, 0) && rights.mayRead(session, changed(0)));
});

test('others are fed by who may end them, and oneself by everybody', () => {
  const stand = new InstanceStand();
  const rights = rightsOf(stand);
  stand.user('low', 'on', 'nopass', '+@all', '-client|kill');
  stand.user('high', 'on', 'nopass', '+client|kill');
  const [low, also, high] = ['low', 'low', 'high'].map((name) => stand.connect(name).session);
  assert.ok(low !== undefined && also !== undefined && high !== undefined);
  assert.deepEqual(
    [rights.mayFeed(low, also), rights.mayFeed(low, high), rights.mayFeed(high, low)],
    [true, false, true],
  );
  const without = new TrackingRights({
    rights: stand.instance.engine.rights,
    table: { named: () => undefined },
  });
  assert.equal(without.mayFeed(high, low), false);
});
