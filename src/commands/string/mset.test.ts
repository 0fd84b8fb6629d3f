import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bulk, CommandHarness, NULL } from '../../../test/support/run-command.ts';
import { keyCommands } from '../keys/index.ts';
import { stringCommands } from './index.ts';

test('commands with many keys treat each of them, however many there are and however often one comes', () => {
  const name = fc.integer({ min: 0, max: 60 }).map((number) => `key:${number}`);
  const names = fc.array(name, { minLength: 1, maxLength: 50, size: 'max' });
  fc.assert(
    fc.property(names, names, names, (set, asked, removed) => {
      const harness = new CommandHarness([...stringCommands, ...keyCommands]);
      const model = new Map(set.map((key, i) => [key, `value ${i}`]));
      harness.run('MSET', ...set.flatMap((key, i) => [key, `value ${i}`]));
      const answers = (): string =>
        asked.map((key) => (model.has(key) ? bulk(model.get(key) ?? '') : NULL)).join('');
      assert.equal(harness.run('MGET', ...asked), `*${asked.length}\r\n${answers()}`);
      const found = asked.filter((key) => model.has(key)).length;
      assert.equal(harness.run('EXISTS', ...asked), `:${found}\r\n`);
      let gone = 0;
      for (const key of removed) if (model.delete(key)) gone++;
      assert.equal(harness.run('DEL', ...removed), `:${gone}\r\n`);
      assert.equal(harness.run('MGET', ...asked), `*${asked.length}\r\n${answers()}`);
    }),
  );
});
