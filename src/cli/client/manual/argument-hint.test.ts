import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SAMPLE_MANUAL } from '../../../../test/support/sample-manual.ts';
import { hintFor } from './line-help.ts';

const ROWS: readonly (readonly [line: string, hint: string])[] = [
  ['', ''],
  ['SE', ''],
  ['SET', ' key value [NX|XX] [GET] [EX seconds|PX milliseconds|KEEPTTL]'],
  ['set ', 'key value [NX|XX] [GET] [EX seconds|PX milliseconds|KEEPTTL]'],
  ['set k', ' value [NX|XX] [GET] [EX seconds|PX milliseconds|KEEPTTL]'],
  ['set k v ', '[NX|XX] [GET] [EX seconds|PX milliseconds|KEEPTTL]'],
  // What was written goes, in whatever order.
  ['set k v get', ' [NX|XX] [EX seconds|PX milliseconds|KEEPTTL]'],
  ['set k v EX', ' seconds [NX|XX] [GET]'],
  ['set k v EX ', 'seconds [NX|XX] [GET]'],
  ['set k v EX 10 nx ', '[GET]'],
  // Half a token doesn't take the hint away; what fits nothing does.
  ['set k v KEEP', ' [NX|XX] [GET] [EX seconds|PX milliseconds|KEEPTTL]'],
  ['set k v KEEP ', ''],
  ['set k v quatsch', ''],
  ['get k', ''],
  ['get k too many', ''],
  ['mset k', ' value [key value ...]'],
  ['mset k v', ' [key value ...]'],
  ['mset k v k', ' value [key value ...]'],
  ['blpop k', ' [key ...] timeout'],
  ['sort k limit 1', ' count [GET pattern [GET pattern ...]]'],
  ['sort k get p', ' [GET pattern ...] [LIMIT offset count]'],
  ['sort k get p get ', 'pattern [GET pattern ...] [LIMIT offset count]'],
  ['sort k get p limit 0 1', ''],
  ['zunion 2 a b', ' [key ...] [WEIGHTS weight [weight ...]]'],
  ['zunion 2 a b weights 1', ' [weight ...]'],
  ['ping', ' [message]'],
  ['ping hello', ''],
  ['config', ''],
  ['config get', ' parameter [parameter ...]'],
  ['config nosuch ', ''],
  ['7 get', ' key'],
  ['nosuch ', ''],
  ['get "not closed', ''],
  ['connect', ' host port'],
  ['connect host', ' port'],
  [':set ', 'hints|nohints'],
];

test('the hint tells what may still be written', () => {
  for (const [line, hint] of ROWS) assert.equal(hintFor(SAMPLE_MANUAL, line), hint, line);
});
