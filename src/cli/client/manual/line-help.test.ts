import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SAMPLE_MANUAL } from '../../../../test/support/sample-manual.ts';
import { CommandManual } from './command-manual.ts';
import { completeLine, hintFor } from './line-help.ts';

function completed(line: string): readonly [candidates: string, replaces: string] {
  const { candidates, replaces } = completeLine(SAMPLE_MANUAL, line);
  return [candidates.join(), replaces];
}

test('commands, subcommands, fixed words and topics are completed in the case of who types', () => {
  for (const [line, candidates, replaces] of [
    ['GE', 'GET,GETEX', 'GE'],
    ['ge', 'get,getex', 'ge'],
    ['gete', 'getex ', 'gete'],
    ['Ze', '', 'Ze'],
    ['5 bl', 'blpop ', 'bl'],
    ['config ', 'GET,SET', ''],
    ['CONFIG S', 'SET ', 'S'],
    ['config g', 'get ', 'g'],
    ['set k v ', 'NX,XX,GET,EX,PX,KEEPTTL', ''],
    ['set k v k', 'keepttl ', 'k'],
    ['sort k g', 'get ', 'g'],
    ['help @s', '@server,@sorted-set,@string', '@s'],
    ['help conf', 'config ', 'conf'],
    ['help config g', 'get ', 'g'],
    ['help config get x', '', 'x'],
    ['qui', 'quit ', 'qui'],
    [':se', ':set ', ':se'],
    [':set n', 'nohints ', 'n'],
    ['nosuch x', '', 'x'],
  ] as const) {
    assert.deepEqual(completed(line), [candidates, replaces], line);
  }
  assert.deepEqual(completed('get "k'), ['', '']);
});

test('an empty line offers every command once, without subcommands', () => {
  const [candidates] = completed('');
  assert.equal(
    candidates,
    ':SET,BLPOP,CLEAR,CONFIG,CONNECT,EXIT,GET,GETEX,HELP,MSET,PING,QUIT,SET,SORT,ZUNION',
  );
});

test("without a manual the client's own words are there", () => {
  assert.deepEqual(completeLine(CommandManual.empty, 'cl').candidates, ['clear ']);
});

test('nothing that can be typed breaks them', () => {
  const words = SAMPLE_MANUAL.all.flatMap(({ name }) => name.split(' '));
  const piece = fc.oneof(
    fc.constantFrom(...words, '"', "'", '\\x', '5', 'EX', 'LIMIT'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece), fc.constantFrom(' ', '', '\t'), (pieces, gap) => {
      const line = pieces.join(gap);
      assert.equal(typeof hintFor(SAMPLE_MANUAL, line), 'string');
      const { candidates, replaces } = completeLine(SAMPLE_MANUAL, line);
      assert.ok(line.endsWith(replaces));
      assert.ok(candidates.every((each) => each !== ''));
    }),
  );
});
