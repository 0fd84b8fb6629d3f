import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigDisk } from '../../test/support/config-disk.ts';
import { expandGlob, hasWildcard, resolvePath } from './paths.ts';

test('paths are resolved by their names', () => {
  assert.equal(resolvePath('/etc/redis', 'a.conf'), '/etc/redis/a.conf');
  assert.equal(resolvePath('/etc/redis', './x/../../b'), '/etc/b');
  assert.equal(resolvePath('/etc', '/run//redis/'), '/run/redis');
  assert.equal(resolvePath('/', '..'), '/');
});

test('patterns name the files that are there, sorted, and no hidden ones', async () => {
  const disk = new ConfigDisk({
    '/etc/conf.d/b.conf': '',
    '/etc/conf.d/a.conf': '',
    '/etc/conf.d/.hidden.conf': '',
    '/etc/conf.d/a.txt': '',
    '/etc/more.d/c.conf': '',
  });
  assert.deepEqual(await expandGlob(disk, '/etc/conf.d/*.conf'), [
    '/etc/conf.d/a.conf',
    '/etc/conf.d/b.conf',
  ]);
  assert.deepEqual(await expandGlob(disk, '/etc/*.d/[ac].conf'), [
    '/etc/conf.d/a.conf',
    '/etc/more.d/c.conf',
  ]);
  assert.deepEqual(await expandGlob(disk, '/etc/conf.d/.h*'), ['/etc/conf.d/.hidden.conf']);
  assert.deepEqual(await expandGlob(disk, '/nowhere/*.conf'), []);
  assert.deepEqual(await expandGlob(disk, '/etc/*/none.conf'), []);
  assert.ok(hasWildcard('a?') && hasWildcard('[a]') && !hasWildcard('plain'));
});
