import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../../test/support/instance-stand.ts';

test('COMMAND answers by the names that the user has for commands', async () => {
  const stand = new InstanceStand();
  stand.user('ann', 'on', 'nopass', '+@all', '~*', 'alias=fetch:get', 'alias=obj:object');
  const [ann, bob] = [stand.connect('ann'), stand.connect('default')];
  assert.match(await ann.say('COMMAND', 'INFO', 'fetch'), /\$3\r\nget\r\n/);
  assert.equal(await ann.say('COMMAND', 'INFO', 'get'), '*1\r\n$-1\r\n');
  assert.equal(await bob.say('COMMAND', 'INFO', 'fetch'), '*1\r\n$-1\r\n');
  assert.match(await ann.say('COMMAND', 'DOCS', 'fetch', 'get'), /^\*2\r\n\$3\r\nget/);
  assert.equal(await ann.say('COMMAND', 'GETKEYS', 'obj', 'freq', 'k'), '*1\r\n$1\r\nk\r\n');
  for (const command of ['get', 'object'])
    assert.match(await ann.say('COMMAND', 'GETKEYS', command, 'x', 'k'), /Invalid command/);
  await ann.say('FETCH', 'k');
  assert.match(await ann.say('LATENCY', 'HISTOGRAM', 'fetch'), /^\*2\r\n\$3\r\nget/);
  assert.equal(await ann.say('LATENCY', 'HISTOGRAM', 'get'), '*0\r\n');
});
