import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainOwnClash, type NamedListener } from './own-clash.ts';

const LINES = [
  'Warning: Could not create server TCP listening socket 127.0.0.1:6390: bind: Address already in use',
  'Port 6390 is in use by node (pid 7): stop it, or choose another port with --tls-port.',
  'Failed listening on port 6390 (tls), aborting.',
];
const FAILURE = { code: 'EADDRINUSE', message: LINES.join('\n') };

function open(address: string, port = 6390): NamedListener {
  const listener = {
    kind: 'tcp',
    address,
    port,
    bound: [{ address, port }],
    warnings: [],
  } as const;
  return { name: 'port', listener: { ...listener, close: () => Promise.resolve() } };
}

function said(held: NamedListener, ...addresses: string[]): string | undefined {
  const wanted = { name: 'tls-port', addresses, port: 6390 };
  return explainOwnClash(FAILURE, wanted, [held]).message.split('\n')[1];
}

test('a port that this very server holds is said by its two directives, among the lines of redis-server', () => {
  const clash = 'port and tls-port name the same address, port 6390: give one of them another.';
  assert.equal(said(open('127.0.0.1'), '127.0.0.1'), clash);
  assert.equal(said(open('127.0.0.1'), '*', '-::*'), clash);
  assert.equal(said(open('0.0.0.0'), 'localhost'), clash);
  assert.equal(said(open('::'), '10.0.0.5', '-::1'), clash);
});

test('another address, port or reason is somebody else’s', () => {
  for (const [held, address] of [
    [open('127.0.0.1'), '10.0.0.5'],
    [open('127.0.0.1', 6391), '127.0.0.1'],
    [open('::'), '127.0.0.1'],
  ] as const)
    assert.equal(said(held, address), LINES[1]);
  const other = { code: 'EACCES', message: 'no' };
  const wanted = { name: 'tls-port', addresses: ['*'], port: 6390 };
  assert.equal(explainOwnClash(other, wanted, [open('0.0.0.0')]), other);
});
