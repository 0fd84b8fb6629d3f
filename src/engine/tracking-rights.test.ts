import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { SessionState } from './session-state.ts';
import { mayFeed, mayKnow, mayRead } from './tracking-rights.ts';

const key = new ByteRange().set(fromLatin1('app:1'));
const changed = (...databases: number[]): { name: string; databases: number[] } => ({
  name: 'app:1',
  databases,
});

test('what may be known and read follows the rights of the moment', () => {
  const stand = new InstanceStand();
  const { users } = stand.instance;
  stand.user('app', 'on', 'nopass', '+@all', '%W~app:*', '(%R~app:* db=1)', 'db=0');
  const { session } = stand.connect('app');
  assert.deepEqual(
    [0, 1, 2].map((database) => mayKnow(session, key, database)),
    [true, true, false],
  );
  assert.deepEqual(
    [[0], [1], [2], [2, 1]].map((databases) => mayRead(session, changed(...databases))),
    [false, true, false, true],
  );
  users.set('app', ['from=10.1.2.3']);
  assert.deepEqual([mayKnow(session, key, 0), mayRead(session, changed(1))], [false, false]);
  users.set('app', ['from=any', 'reset', 'allkeys', '+@all', '&*', 'alldbs']);
  assert.deepEqual([mayKnow(session, key, 7), mayRead(session, changed(7))], [true, true]);
  users.delete(['app']);
  assert.deepEqual([mayKnow(session, key, 0), mayRead(session, changed(1))], [false, false]);
});

test('a stranger may know nothing, though `default` might', () => {
  const { session } = new InstanceStand().connect('default');
  assert.ok(mayKnow(session, key, 0) && mayRead(session, changed(0)));
  session.enter(SessionState.unauthenticated);
  assert.ok(!mayKnow(session, key, 0) && !mayRead(session, changed(0)));
});

test('others are fed by who may end them, and oneself by everybody', () => {
  const stand = new InstanceStand();
  const kill = stand.instance.table.named('client|kill')?.id;
  stand.user('low', 'on', 'nopass', '+@all', '-client|kill');
  stand.user('high', 'on', 'nopass', '+client|kill');
  const [low, also, high] = ['low', 'low', 'high'].map((name) => stand.connect(name).session);
  assert.ok(low !== undefined && also !== undefined && high !== undefined);
  assert.deepEqual(
    [mayFeed(low, also, kill), mayFeed(low, high, kill), mayFeed(high, low, kill)],
    [true, false, true],
  );
  assert.equal(mayFeed(high, low, undefined), false);
});
