import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../../test/support/instance-stand.ts';
import { StandSocket } from '../../../test/support/stand-socket.ts';

const NO_ADMIN = { users: undefined, admin: false };

test('a listener with admin=no lets no administrative command through, and every other', async () => {
  const stand = new InstanceStand(({ security }) => {
    security.enableDebugCommand = 'yes';
    security.enableModuleCommand = 'yes';
  });
  const client = stand.connect('default', NO_ADMIN);
  for (const { fullName, categories, countMin } of stand.instance.table.rows) {
    if (fullName === 'quit' || fullName === 'multi' || fullName.includes('subscribe')) continue;
    const words = fullName.split('|');
    while (words.length < countMin) words.push('1');
    const isAdmin = stand.instance.table.named(fullName)?.command.flags.includes('admin') === true;
    const isContainer = stand.instance.table.named(fullName)?.isContainer === true;
    if (isContainer || (!isAdmin && !fullName.includes('|'))) continue;
    const answer = await client.say(...words);
    assert.equal(
      answer.includes('through this listener'),
      isAdmin,
      `${fullName} ${categories}: ${answer}`,
    );
  }
});

test('what it lets through takes no longer way than elsewhere', () => {
  const stand = new InstanceStand();
  assert.equal(stand.connect('default', NO_ADMIN).session.state, 0);
  const { table } = stand.instance;
  for (const row of table.rows)
    if (row.command.flags.includes('admin')) assert.equal(row.takesShortWay, false, row.fullName);
});

test('what was queued elsewhere is judged again at EXEC', async () => {
  const stand = new InstanceStand();
  const client = stand.connect('default');
  await client.say('MULTI');
  assert.equal(await client.say('CONFIG', 'GET', 'port'), '+QUEUED\r\n');
  Object.defineProperty(client.session.link, 'policy', { value: NO_ADMIN });
  assert.match(await client.say('EXEC'), /^\*1\r\n-NOPERM/);
});

test("a Unix socket that is not the operator's gets none of his places", () => {
  const stand = new InstanceStand(({ limits }) => {
    limits.maxclients = 1;
    limits.maxclientsReserve = 1;
  });
  const comes = (policy?: typeof NO_ADMIN): boolean =>
    stand.instance.doorman.accept(new StandSocket('/run/c.sock', 'unix'), policy) !== undefined;
  assert.ok(comes(NO_ADMIN));
  assert.ok(!comes(NO_ADMIN));
  assert.ok(comes());
});
