import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCommandLine } from './command-line.ts';

const optionsOf = (...words: string[]): string => parseCommandLine(words).optionsText;

test('a first word without a dash is the file, and a lone dash first or last is standard input', () => {
  assert.deepEqual(parseCommandLine([]), {
    configFile: undefined,
    readsStandardInput: false,
    optionsText: '',
  });
  assert.equal(parseCommandLine(['redis.conf', '--port', '1']).configFile, 'redis.conf');
  assert.equal(parseCommandLine(['-']).readsStandardInput, true);
  assert.equal(parseCommandLine(['redis.conf', '--port', '1', '-']).readsStandardInput, true);
  assert.equal(parseCommandLine(['redis.conf', '-', '--port', '1']).readsStandardInput, false);
});

test('flags become lines and their values quoted words', () => {
  assert.equal(optionsOf('--port', '7000', '--bind', 'a', 'b'), 'port "7000" \nbind "a" "b" ');
  assert.equal(optionsOf('--port 7000', '--loglevel', 'debug'), 'port 7000 \nloglevel "debug" ');
});

test('a flag takes one value that begins with dashes', () => {
  assert.equal(
    optionsOf('--requirepass', '--secret', '--port', '1'),
    'requirepass "--secret" \nport "1" ',
  );
});

test('an empty save stands alone', () => {
  assert.equal(optionsOf('--save', '--port', '1'), 'save ""\nport "1" ');
  assert.equal(optionsOf('--port', '1', '--save'), 'port "1" \nsave ""');
  assert.equal(optionsOf('--save', '', '--port', '1'), 'save "" \nport "1" ');
  assert.equal(optionsOf('--save', '900', '1'), 'save "900" "1" ');
  assert.equal(optionsOf('--sentinel', '--port', '1'), 'sentinel \nport "1" ');
});
