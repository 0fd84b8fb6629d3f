import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowsOrigin, IN_PROCESS, parseSourceRule } from './source-rule.ts';

function allows(rule: string, address: string): boolean {
  const parsed = parseSourceRule(rule);
  assert.ok(parsed !== undefined, rule);
  return allowsOrigin([parsed], { kind: 'tcp', source: address });
}

test('addresses and ranges of IPv4 cover what they say', () => {
  assert.ok(allows('10.0.0.0/8', '10.255.1.2'));
  assert.ok(!allows('10.0.0.0/8', '11.0.0.1'));
  assert.ok(allows('192.168.1.128/25', '192.168.1.129'));
  assert.ok(!allows('192.168.1.128/25', '192.168.1.127'));
  assert.ok(allows('127.0.0.1', '127.0.0.1'));
  assert.ok(!allows('127.0.0.1', '127.0.0.2'));
  assert.ok(allows('0.0.0.0/0', '8.8.8.8'));
});

test('an IPv4 client of an IPv6 socket is the same client', () => {
  assert.ok(allows('10.0.0.0/8', '::ffff:10.1.2.3'));
  assert.ok(allows('10.0.0.0/8', '::ffff:0a01:203'));
  assert.ok(!allows('0.0.0.0/0', '2001:db8::1'));
});

test('addresses and ranges of IPv6 cover what they say, zones aside', () => {
  assert.ok(allows('2001:db8::/32', '2001:db8:1::2'));
  assert.ok(!allows('2001:db8::/32', '2001:db9::2'));
  assert.ok(allows('::1', '::1'));
  assert.ok(allows('fe80::/10', 'fe80::1%eth0'));
  assert.ok(allows('::/0', '8.8.8.8'));
  assert.ok(allows('2001:db8::/31', '2001:db9::1'));
});

test('what is neither an address nor a range is refused', () => {
  const wrong = [
    ...['', '10.0.0', '10.0.0.256', '010.0.0.1', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/08'],
    ...['::1/129', '1:2:3:4:5:6:7:8:9', '1::2::3', '12345::', 'g::', 'fe80::1%eth0', 'localhost'],
    ...['1:2:3:4:5:6:7::8', '::1.2.3', '1.2.3.4::', '/8', ' 10.0.0.1', '10.0.0.0/-1', '::/1/2'],
  ];
  for (const text of wrong) assert.equal(parseSourceRule(text), undefined, text);
});

test('a Unix socket is a source of its own', () => {
  const unix = parseSourceRule('unix');
  const all = parseSourceRule('::/0');
  assert.ok(unix !== undefined && all !== undefined);
  assert.ok(allowsOrigin([unix], { kind: 'unix', source: '/run/casemate.sock' }));
  assert.ok(!allowsOrigin([unix], { kind: 'tcp', source: '127.0.0.1' }));
  assert.ok(!allowsOrigin([all], { kind: 'unix', source: '/run/casemate.sock' }));
});

test('an address that cannot be read lies in no range, and no connection asks for none', () => {
  assert.ok(!allows('0.0.0.0/0', 'nonsense'));
  assert.ok(!allows('::/0', ''));
  const rule = parseSourceRule('10.0.0.1');
  assert.ok(rule !== undefined && allowsOrigin([rule], IN_PROCESS));
});
