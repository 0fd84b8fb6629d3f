import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import { SlowLogSettings } from '../settings/slow-log-settings.ts';
import { SlowLog, shortenWords } from './slow-log.ts';

function logOf(count: number, maxLen: number): SlowLog {
  const settings = new SlowLogSettings();
  settings.maxLen = maxLen;
  const log = new SlowLog(settings);
  for (let i = 0; i < count; i++) {
    log.add({ atSeconds: i, durationUs: i, words: [], clientAddress: '', clientName: '' });
  }
  return log;
}

test('the newest entries come first, and numbers go on when old ones go', () => {
  const log = logOf(5, 3);
  assert.deepEqual(
    log.newest(10).map(({ id }) => id),
    [4, 3, 2],
  );
  assert.equal(log.newest(1).length, 1);
  assert.equal(log.length, 3);
});

test('a length of 0 keeps nothing, and a reset forgets all but the numbers', () => {
  assert.equal(logOf(5, 0).length, 0);
  const log = logOf(2, 3);
  log.reset();
  log.add({ atSeconds: 0, durationUs: 0, words: [], clientAddress: '', clientName: '' });
  assert.deepEqual(
    log.newest(10).map(({ id }) => id),
    [2],
  );
});

test('only calls at or above the threshold belong into the log', () => {
  const settings = new SlowLogSettings();
  const log = new SlowLog(settings);
  settings.slowerThanUs = 100;
  assert.deepEqual([log.wants(99), log.wants(100)], [false, true]);
  settings.slowerThanUs = 0;
  assert.equal(log.wants(0), true);
  settings.slowerThanUs = -1;
  assert.equal(log.wants(1e9), false);
  settings.slowerThanUs = 0;
  settings.maxLen = 0;
  assert.equal(log.wants(1e9), false);
});

test('many and long words are cut as in redis-server', () => {
  const words = shortenWords(40, (index) => fromLatin1(`w${index}`)).map(toLatin1);
  assert.equal(words.length, 32);
  assert.equal(words[30], 'w30');
  assert.equal(words[31], '... (9 more arguments)');
  const [long] = shortenWords(1, () => fromLatin1('x'.repeat(130))).map(toLatin1);
  assert.equal(long, `${'x'.repeat(128)}... (2 more bytes)`);
  assert.equal(shortenWords(32, () => fromLatin1('w')).length, 32);
});
