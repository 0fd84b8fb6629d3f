import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainReply, SAMPLE_DOCS, SAMPLE_MANUAL } from '../../../../test/support/sample-manual.ts';
import { fromUtf8 } from '../../../base/bytes.ts';
import { ReplyError } from '../../../resp/reply-value.ts';
import { argumentsSyntax } from './argument-syntax.ts';
import { CommandManual } from './command-manual.ts';

test('COMMAND DOCS is understood alike in both protocols', () => {
  const three = CommandManual.fromReply(plainReply(SAMPLE_DOCS, 3));
  assert.deepEqual(three.all, SAMPLE_MANUAL.all);
  assert.deepEqual(
    SAMPLE_MANUAL.all.map(({ name }) => name),
    [
      'BLPOP',
      'CONFIG',
      'CONFIG GET',
      'CONFIG SET',
      'GET',
      'GETEX',
      'MSET',
      'PING',
      'SET',
      'SORT',
      'ZUNION',
    ],
  );
  assert.deepEqual(SAMPLE_MANUAL.groups, [
    'connection',
    'generic',
    'list',
    'server',
    'sorted-set',
    'string',
  ]);
});

test('the arguments are written as redis-cli writes them', () => {
  const syntax = (name: string): string =>
    argumentsSyntax(SAMPLE_MANUAL.find(name.split(' '))?.docs.parameters ?? []);
  assert.equal(syntax('set'), 'key value [NX|XX] [GET] [EX seconds|PX milliseconds|KEEPTTL]');
  assert.equal(syntax('mset'), 'key value [key value ...]');
  assert.equal(syntax('sort'), 'key [LIMIT offset count] [GET pattern [GET pattern ...]]');
  assert.equal(syntax('zunion'), 'numkeys key [key ...] [WEIGHTS weight [weight ...]]');
  assert.equal(syntax('config get'), 'parameter [parameter ...]');
});

test('an answer that is none leaves the manual empty', () => {
  const error = new ReplyError(fromUtf8('NOAUTH Authentication required.'));
  assert.equal(CommandManual.fromReply({ type: 'error', error }).isEmpty, true);
  assert.equal(CommandManual.fromReply(plainReply('QUEUED', 2)).isEmpty, true);
});

test('a server cannot put control characters on the terminal, nor nest for ever', () => {
  const evil = CommandManual.fromReply(
    plainReply({ 'ge\u001b[2Jt': { summary: '\u001b]0;x\u0007', group: 'a\nb' } }, 2),
  );
  const [docs] = evil.all;
  assert.deepEqual([docs?.name, docs?.summary, docs?.group], ['GE [2JT', ' ]0;x ', 'a b']);
});
