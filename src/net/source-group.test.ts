import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceGroup } from './source-group.ts';

test('an IPv4 address is a source of its own', () => {
  assert.equal(sourceGroup('192.0.2.7'), '192.0.2.7');
  assert.notEqual(sourceGroup('192.0.2.7'), sourceGroup('192.0.2.8'));
});

test('all addresses of an IPv6 /64 are one source, however they are shortened', () => {
  const spellings = [
    '2001:db8:0:1::',
    '2001:db8:0:1::7',
    '2001:db8:0:1:0:0:0:8',
    '2001:DB8:0:1:aaaa:bbbb:cccc:dddd',
    '2001:db8:0:1:aaaa:bbbb::',
    '2001:db8::1:aaaa:bbbb:cccc:dddd',
  ];
  assert.deepEqual(new Set(spellings.map(sourceGroup)), new Set(['2001:db8:0:1']));
});

test('another /64 is another source', () => {
  const groups = ['2001:db8:0:1::1', '2001:db8:0:2::1', '2001:db8::1', '::1', 'fe80::1'];
  assert.equal(new Set(groups.map(sourceGroup)).size, groups.length);
});

test('the zone of a link-local address is no part of who it is', () => {
  assert.equal(sourceGroup('fe80::1%eth0'), sourceGroup('fe80::2%eth1'));
});
