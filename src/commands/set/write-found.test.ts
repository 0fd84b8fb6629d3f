import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bulk, CommandHarness } from '../../../test/support/run-command.ts';
import { setCommands } from './index.ts';

test('what is found is answered as a set of as many members, in both protocols', () => {
  const harness = new CommandHarness(setCommands);
  harness.line('SADD a 1 2 3');
  harness.line('SADD b 2 3 4');
  const both = bulk('2') + bulk('3');
  for (const [resp3, header] of [
    [false, '*'],
    [true, '~'],
  ] as const) {
    harness.resp3 = resp3;
    assert.equal(harness.line('SINTER a b'), `${header}2\r\n${both}`);
    assert.equal(harness.line('SDIFF a b'), `${header}1\r\n${bulk('1')}`);
    assert.equal(harness.line('SDIFF a a'), `${header}0\r\n`);
    assert.match(harness.line('SUNION a b'), new RegExp(`^\\${header}4\\r\\n`));
  }
});
