import { Arguments } from '../../src/base/arguments.ts';
import { HalfSipHash } from '../../src/base/siphash.ts';
import { Events } from '../../src/keyspace/changes.ts';
import type { Database } from '../../src/keyspace/database.ts';
import { World } from '../../src/keyspace/world.ts';
import { Slabs } from '../../src/memory/slabs.ts';

/** What a keyspace lives in, at a time of its own. Small segments split early, so few keys show what many do. */
export function testWorld(segmentSlotsMax = 32, slabs = new Slabs()): World {
  const world = new World(slabs, new HalfSipHash(0x1234, 0x5678));
  world.segmentSlotsMax = segmentSlotsMax;
  world.startTurn(1_700_000_000_000);
  return world;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A request of these words: the first is the command's name. */
export function words(...texts: readonly (string | Uint8Array)[]): Arguments {
  return Arguments.of(
    texts.map((text) => (typeof text === 'string' ? encoder.encode(text) : text)),
  );
}

/** SET, with PX when a moment is given. Returns the entry. */
export function setKey(db: Database, key: string, value: string, expiresAtMs?: number): number {
  const args = words('set', key, value);
  db.setString(args, 1, 2);
  const address = db.peek(args, 1);
  return expiresAtMs === undefined ? address : db.setExpiry(address, expiresAtMs);
}

/** GET without a trace; undefined when there is no such key. */
export function getKey(db: Database, key: string): string | undefined {
  const address = db.peek(words('get', key), 1);
  return address === 0 ? undefined : decoder.decode(db.value(address).view());
}

/** DEL. True when there was such a key. */
export function removeKey(db: Database, key: string): boolean {
  const address = db.peek(words('del', key), 1);
  if (address !== 0) db.remove(address, Events.del);
  return address !== 0;
}

/** The key of an entry as text. */
export function keyText(db: Database, address: number): string {
  return decoder.decode(db.key(address).view());
}
