import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeaderCollector } from './header-collector.ts';
import type { ProxyProtocol } from './network.ts';

const CLIENT = { address: '192.0.2.7', port: 4711 };
const NONE = 'what it sent first is no PROXY header';

/** Headers are three bytes that begin with 1, and only this proxy sends them. */
const PROXIES: ProxyProtocol = {
  isProxy: () => true,
  readHeader: (bytes, address) => {
    if (bytes[0] !== 1 || address !== '127.0.0.1') return 'invalid';
    return bytes.length < 3 ? 'incomplete' : { length: 3, client: CLIENT };
  },
  headerBytesMax: 10,
  headerTimeoutMs: () => 1,
};

const collector = (more: Partial<ProxyProtocol> = {}, address = '127.0.0.1'): HeaderCollector =>
  new HeaderCollector({ ...PROXIES, ...more }, address);

test('a header comes whole, or in pieces whose memory is used again, with what follows it', () => {
  const whole = collector().add(Uint8Array.of(1, 2, 3, 4, 5));
  assert.deepEqual(whole, { client: CLIENT, rest: Uint8Array.of(4, 5) });
  const pieces = collector();
  const shared = new Uint8Array(1);
  for (const byte of [1, 2]) {
    shared[0] = byte;
    assert.equal(pieces.add(shared), undefined);
  }
  assert.deepEqual(pieces.add(Uint8Array.of(3)), { client: CLIENT, rest: new Uint8Array(0) });
});

test('what is no header, and what is longer than any, is told at once', () => {
  assert.equal(collector().add(Uint8Array.of(2)), NONE);
  assert.equal(collector({}, '127.0.0.2').add(Uint8Array.of(1, 2, 3)), NONE);
  const long = collector({ readHeader: () => 'incomplete' });
  assert.equal(long.add(new Uint8Array(9)), undefined);
  assert.equal(long.add(new Uint8Array(1)), NONE);
});
