import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { HalfSipHash } from '../../src/base/siphash.ts';
import { startCasemateServer } from '../support/casemate-server.ts';

const SLOTS_BITS = 10;
const COLLIDING = 1000;
const INT32 = 2 ** 31;

/** Which of 1024 slots of an index these keys would start from. */
function slotsOf(hasher: HalfSipHash, keys: readonly string[]): number[] {
  return keys.map((key) => {
    const bytes = new TextEncoder().encode(key);
    return hasher.hash(new DataView(bytes.buffer), 0, bytes.length) >>> (32 - SLOTS_BITS);
  });
}

test('hash flooding: keys that collide for one seed are spread by another', () => {
  // An attacker who knows the seed finds keys for one and the same slot.
  const known = new HalfSipHash(0x1234567, 0x89abcde);
  const colliding: string[] = [];
  for (let i = 0; colliding.length < COLLIDING; i++) {
    const key = `key:${i}`;
    if (slotsOf(known, [key])[0] === 7) colliding.push(key);
  }
  // A server draws its seed when it starts. 1000 keys in 1024 slots: more than 12 in one has a chance of one in 10^7.
  for (let server = 0; server < 20; server++) {
    const unknown = new HalfSipHash(randomInt(-INT32, INT32), randomInt(-INT32, INT32));
    const counts = new Map<number, number>();
    for (const slot of slotsOf(unknown, colliding)) counts.set(slot, (counts.get(slot) ?? 0) + 1);
    assert.ok(Math.max(...counts.values()) <= 12, String(Math.max(...counts.values())));
  }
});

test('hash flooding: each process has a seed of its own', async (context) => {
  const orders: string[] = [];
  for (let start = 0; start < 2; start++) {
    const server = await startCasemateServer(context, { configLines: [] });
    const client = await server.connect();
    const pairs = Array.from({ length: 200 }, (_, index) => [`key:${index}`, 'x']).flat();
    await client.call('MSET', ...pairs);
    orders.push(JSON.stringify(await client.call('KEYS', '*')));
  }
  // The order of KEYS follows the hashes.
  assert.notEqual(orders[0], orders[1]);
});
