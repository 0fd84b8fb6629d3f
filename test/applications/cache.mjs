import KeyvRedis from '@keyv/redis';
import { createCache } from 'cache-manager';
import Keyv from 'keyv';

/** A cache in front of something slow, with namespaces and times to live. */
export async function run({ url, note }) {
  const keyv = new Keyv(new KeyvRedis(url), { namespace: 'cache' });
  await keyv.set('a', { deep: [1, 'two', null] });
  await keyv.set('short', 'lived', 1);
  note('get', await keyv.get('a'));
  note('has', [await keyv.has('a'), await keyv.has('none')]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  note('expired', (await keyv.get('short')) ?? null);
  await keyv.setMany([
    { key: 'm1', value: 1 },
    { key: 'm2', value: 2 },
  ]);
  note('many', await keyv.get(['m1', 'm2', 'm3']).then((all) => all.map((value) => value ?? null)));
  note('delete', [await keyv.delete('a'), await keyv.delete('a')]);
  await keyv.clear();
  note('cleared', (await keyv.get('m1')) ?? null);
  const cache = createCache({ stores: [keyv], ttl: 60_000 });
  let computed = 0;
  const slow = () => cache.wrap('slow', async () => ++computed);
  note('wrapped', [await slow(), await slow(), computed]);
  await cache.mset([
    { key: 'x', value: 1 },
    { key: 'y', value: 'z' },
  ]);
  note('mget', await cache.mget(['x', 'y']));
  await cache.del('x');
  note('deleted', (await cache.get('x')) ?? null);
  await keyv.disconnect();
}
