import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arguments } from '../base/arguments.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { judgeInline } from './cross-protocol.ts';

function judge(line: string, isAuthenticated: boolean): string {
  return judgeInline(Arguments.of(line.split(' ').map(fromLatin1)), isAuthenticated);
}

test('every line that a browser begins with is hostile, whoever sends it', () => {
  const lines = ['POST / HTTP/1.1', 'post', 'GET / HTTP/1.1', 'Host: box', 'host:', 'X * hTTp/2.0'];
  for (const line of lines) {
    assert.equal(judge(line, true), 'hostile', line);
    assert.equal(judge(line, false), 'hostile', line);
  }
});

test('a stranger’s lines may only log in', () => {
  const allowed = ['PING', 'ping hello', 'AUTH x', 'HELLO 3 AUTH a b', 'quit'];
  for (const line of allowed) assert.equal(judge(line, false), 'served', line);
  const others = ['GET key', 'FLUSHALL', 'RESET', 'pin', 'Accept: */*', 'HTTP/1.1'];
  for (const line of others) assert.equal(judge(line, false), 'refused', line);
});

test('who has logged in may use a terminal, and store what looks like HTTP', () => {
  for (const line of ['GET /', 'SET post x', 'SET a HTTP', 'GET host:', 'HTTP/1.1'])
    assert.equal(judge(line, true), 'served', line);
});
