import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandHarness } from '../../test/support/run-command.ts';
import { dataCommands } from './index.ts';

test('a number of keys is an integer above 0 wherever it is read', () => {
  const harness = new CommandHarness(dataCommands);
  for (const request of ['SINTERCARD # k', 'LMPOP # k LEFT', 'ZMPOP # k MIN']) {
    for (const numkeys of ['0', '-1', 'x', '1.5'])
      assert.equal(
        harness.line(request.replace('#', numkeys)),
        '-ERR numkeys should be greater than 0\r\n',
      );
    assert.doesNotMatch(harness.line(request.replace('#', '1')), /^-/);
  }
});
