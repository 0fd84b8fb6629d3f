import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Listener } from '../ports/network.ts';
import { listenerFields } from './listener-fields.ts';

function listener(address: string, port: number): Listener {
  return { kind: 'tcp', bound: [], address, port, warnings: [], close: () => Promise.resolve() };
}

test('INFO names each listener with all its addresses, numbered without gaps', () => {
  const open = new Map([
    ['tls', listener('127.0.0.1', 6380)],
    ['unix', listener('/run/c.sock', 0)],
  ]);
  const extra = [listener('10.0.0.1', 7000)];
  const listeners = { get: (kind: 'tcp' | 'tls' | 'unix') => open.get(kind), extra };
  assert.deepEqual(listenerFields(listeners, { bind: ['127.0.0.1', '-::1'] }), [
    ['listener0', 'name=tls,bind=127.0.0.1,bind=-::1,port=6380'],
    ['listener1', 'name=unix,bind=/run/c.sock'],
    ['listener2', 'name=tcp,bind=10.0.0.1,port=7000'],
  ]);
});
