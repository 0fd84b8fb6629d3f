import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Asker, HashLanes } from './hash-lanes.ts';

function asker(source: string, isAlive = () => true): Asker {
  return { origin: { kind: source === '' ? 'unix' : 'tcp', source }, isAlive };
}

async function busy(): Promise<HashLanes> {
  const lanes = new HashLanes((address) => address);
  await lanes.enter(asker('a'));
  await lanes.enter(asker('a'));
  return lanes;
}

test('a login of this machine goes first, and then each source has its turn', async () => {
  const lanes = await busy();
  const order: string[] = [];
  const all = ['a', 'a', 'b', ''].map(async (source) => {
    if (await lanes.enter(asker(source))) order.push(source);
    lanes.leave();
  });
  lanes.leave();
  await Promise.all(all);
  assert.deepEqual(order, ['', 'a', 'b', 'a']);
});

test('a fifth login of a source that waits is refused, unless one of the others has gone', async () => {
  const lanes = await busy();
  let lives = true;
  const gone = lanes.enter(asker('a', () => lives));
  for (let i = 0; i < 3; i++) void lanes.enter(asker('a'));
  assert.equal(await lanes.enter(asker('a')), false);
  lives = false;
  const fifth = lanes.enter(asker('a'));
  assert.equal(await gone, false);
  for (let i = 0; i < 4; i++) lanes.leave();
  assert.equal(await fifth, true);
});

test('no more than 256 logins of all networks wait, and one of this machine still may', async () => {
  const lanes = await busy();
  for (let i = 0; i < 256; i++) void lanes.enter(asker(`s${i}`));
  assert.equal(await lanes.enter(asker('late')), false);
  const local = lanes.enter(asker(''));
  lanes.leave();
  assert.equal(await local, true);
});
