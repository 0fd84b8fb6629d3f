import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandHarness } from '../../test/support/run-command.ts';
import { hashCommands } from './hash/index.ts';
import { setCommands } from './set/index.ts';
import { sortedSetCommands } from './sorted-set/index.ts';

for (const size of ['small', 'big'] as const) {
  const harness = new CommandHarness([...hashCommands, ...setCommands, ...sortedSetCommands]);
  if (size === 'big') {
    harness.settings.encoding.hashMaxListpackEntries = 0;
    harness.settings.encoding.zsetMaxListpackEntries = 0;
  }
  harness.run('HSET', 'h', 'field', 'value');
  harness.run('ZADD', 'z', '1.5', 'member');
  harness.run('SADD', 's', 'member');

  test(`HSCAN NOVALUES and ZSCAN NOSCORES leave out what stands beside the elements (${size})`, () => {
    const bare = '*2\r\n$1\r\n0\r\n*1\r\n';
    assert.equal(harness.run('HSCAN', 'h', '0', 'NOVALUES'), `${bare}$5\r\nfield\r\n`);
    assert.equal(
      harness.run('HSCAN', 'h', '0', 'novalues', 'COUNT', '5'),
      `${bare}$5\r\nfield\r\n`,
    );
    assert.equal(
      harness.run('ZSCAN', 'z', '0', 'COUNT', '5', 'NOSCORES'),
      `${bare}$6\r\nmember\r\n`,
    );
    assert.equal(
      harness.run('HSCAN', 'h', '0', 'MATCH', 'x*', 'NOVALUES'),
      '*2\r\n$1\r\n0\r\n*0\r\n',
    );
  });

  test(`these options belong to their own commands (${size})`, () => {
    for (const words of [
      ['SSCAN', 's', '0', 'NOVALUES'],
      ['HSCAN', 'h', '0', 'NOSCORES'],
      ['ZSCAN', 'z', '0', 'NOVALUES'],
    ] as const) {
      assert.equal(harness.run(...words), '-ERR syntax error\r\n', words.join(' '));
    }
  });
}
