import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bulk, CommandHarness } from '../../../test/support/run-command.ts';
import { sortedSetCommands } from './index.ts';

test('ranks come with scores when 7.2 is asked for them', () => {
  const harness = new CommandHarness(sortedSetCommands);
  for (const limit of [128, 0]) {
    harness.settings.encoding.zsetMaxListpackEntries = limit;
    const key = `z${String(limit)}`;
    harness.line(`ZADD ${key} 1 a 2.5 b 3 c`);
    assert.equal(harness.line(`ZRANK ${key} b WITHSCORE`), `*2\r\n:1\r\n${bulk('2.5')}`);
    assert.equal(harness.line(`ZREVRANK ${key} c withscore`), `*2\r\n:0\r\n${bulk('3')}`);
    assert.equal(harness.line(`ZRANK ${key} nobody WITHSCORE`), '*-1\r\n');
    assert.equal(harness.line(`ZRANK ${key} a nonsense`), '-ERR syntax error\r\n');
  }
  assert.equal(harness.line('ZRANK none a WITHSCORE'), '*-1\r\n');
  assert.equal(
    harness.line('ZRANK z0 a WITHSCORE more'),
    "-ERR wrong number of arguments for 'zrank' command\r\n",
  );
  harness.resp3 = true;
  assert.equal(harness.line('ZRANK z0 b WITHSCORE'), '*2\r\n:1\r\n,2.5\r\n');
  assert.equal(harness.line('ZRANK z0 nobody WITHSCORE'), '_\r\n');
});
