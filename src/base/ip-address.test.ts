import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ipAddressText, parseIpAddress } from './ip-address.ts';

test('any IPv6 address is read as it was meant, and written as the platform writes it', () => {
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      const bytes = parseIpAddress(text);
      assert.ok(bytes?.length === 16, text);
      // The platform's own reader is the judge.
      const host = new URL(`http://[${text}]/`).hostname.slice(1, -1);
      assert.deepEqual(bytes, parseIpAddress(host), text);
      if (!host.startsWith('::ffff:')) assert.equal(ipAddressText(bytes), host);
    }),
  );
});

test('any IPv4 address is read as its four numbers, and written back', () => {
  fc.assert(
    fc.property(fc.ipV4(), (text) => {
      const bytes = parseIpAddress(text);
      assert.ok(bytes !== undefined);
      assert.deepEqual([...bytes].slice(12), text.split('.').map(Number));
      assert.equal(ipAddressText(bytes), text);
    }),
  );
});

test('an IPv4 address in disguise is that address', () => {
  for (const text of ['::ffff:10.1.2.3', '::ffff:a01:203', '0:0:0:0:0:FFFF:0A01:0203'])
    assert.equal(ipAddressText(parseIpAddress(text) ?? new Uint8Array(16)), '10.1.2.3', text);
});

test('what is no address is none', () => {
  for (const text of ['', '1.2.3', '1.2.3.4.5', '01.2.3.4', '1.2.3.256', ':', ':::', '1::2::3'])
    assert.equal(parseIpAddress(text), undefined, text);
  for (const text of ['fe80::1%lo', '[::1]', '::1 ', '1.2.3.4::', '1:2:3:4:5:6:7', '12345::'])
    assert.equal(parseIpAddress(text), undefined, text);
});
