import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromLatin1 } from '../base/bytes.ts';
import { readProxyHeader } from './proxy-header.ts';

const SIGNATURE = '\r\n\r\n\0\r\nQUIT\n';

/** `address:port length` of a header, or what it is instead. */
function read(text: string): string {
  const header = readProxyHeader(fromLatin1(text));
  if (typeof header === 'string') return header;
  const { client, length } = header;
  return `${client === undefined ? 'local' : `${client.address} ${client.port}`}, ${length}`;
}

function binary(command: number, family: number, rest: readonly number[]): string {
  const bytes = [0x20 | command, family, rest.length >> 8, rest.length & 255, ...rest];
  return SIGNATURE + String.fromCharCode(...bytes);
}

test('lines of version 1 tell the client', () => {
  for (const [line, expected] of [
    ['PROXY TCP4 192.168.0.1 10.0.0.1 56324 6379\r\nPING', '192.168.0.1 56324, 44'],
    ['PROXY TCP6 2001:db8::1 ::1 4124 6379\r\n', '2001:db8::1 4124, 38'],
    // Other texts of the same address are the same client.
    ['PROXY TCP6 2001:DB8:0:0:0:0:0:1 ::1 4124 6379\r\n', '2001:db8::1 4124, 47'],
    ['PROXY TCP6 ::ffff:10.1.2.3 ::1 4124 6379\r\n', '10.1.2.3 4124, 42'],
    ['PROXY TCP6 ::FFFF:a01:203 ::1 4124 6379\r\n', '10.1.2.3 4124, 41'],
    ['PROXY UNKNOWN\r\n', 'local, 15'],
    ['PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n', 'local, 35'],
  ] as const) {
    assert.equal(read(line), expected, line);
  }
});

test('headers of version 2 tell the client, whatever follows the addresses', () => {
  const ipv4 = [192, 168, 0, 1, 10, 0, 0, 1, 0xdc, 0x04, 0x18, 0xeb];
  assert.equal(read(binary(1, 0x11, ipv4)), '192.168.0.1 56324, 28');
  assert.equal(read(`${binary(1, 0x11, [...ipv4, 3, 0, 1, 9])}PING`), '192.168.0.1 56324, 32');
  const zeros = new Array<number>(16).fill(0);
  const ipv6 = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
  assert.equal(read(binary(1, 0x21, [...ipv6, ...zeros, 0, 7, 0, 8])), '2001:db8::1 7, 52');
  const mapped = [...zeros.slice(0, 10), 255, 255, 10, 1, 2, 3];
  assert.equal(read(binary(1, 0x21, [...mapped, ...zeros, 0, 7, 0, 8])), '10.1.2.3 7, 52');
  assert.equal(read(binary(1, 0x21, [...zeros, ...zeros, 0, 7, 0, 8])), ':: 7, 52');
  assert.equal(read(binary(0, 0, [])), 'local, 16');
});

test('what is no header is refused at once', () => {
  for (const wrong of [
    'PING\r\n',
    '*1\r\n',
    'PROXY\r\n',
    'PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n',
    'PROXY TCP4 1.2.3 1.2.3.4 1 2\r\n',
    'PROXY TCP4 256.2.3.4 1.2.3.4 1 2\r\n',
    'PROXY TCP4 01.2.3.4 1.2.3.4 1 2\r\n',
    'PROXY TCP4 ::1 ::1 1 2\r\n',
    'PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n',
    'PROXY TCP4 1.2.3.4 1.2.3.4 65536 2\r\n',
    'PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n',
    'PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n',
    'PROXY TCP4 1.2.3.4 1.2.3 1 2\r\n',
    'PROXY TCP4 1.2.3.4 ::1 1 2\r\n',
    'PROXY TCP4 0x7f.0.0.1 1.2.3.4 1 2\r\n',
    'PROXY TCP4 1.2.3.4%lo 1.2.3.4 1 2\r\n',
    'PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n',
    'PROXY TCP6 2001:0db8::1 ::1 1 2\r\n',
    'PROXY TCP6 :: 00::1 1 2\r\n',
    'PROXY TCP6 ::ffff:010.1.2.3 ::1 1 2\r\n',
    'PROXY TCP6 1::2::3 ::1 1 2\r\n',
    'PROXY TCP6 1:2:3:4:5:6:7:8:9 ::1 1 2\r\n',
    'PROXY TCP6 12345::1 ::1 1 2\r\n',
    'PROXY TCP6 ::1. ::1 1 2\r\n',
    'PROXY TCP6 : ::1 1 2\r\n',
    'PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n',
    'PROXY  TCP4 1.2.3.4 1.2.3.4 1 2\r\n',
    'proxy TCP4 1.2.3.4 1.2.3.4 1 2\r\n',
    `PROXY UNKNOWN ${'x'.repeat(107)}`,
    SIGNATURE.replace('QUIT', 'EXIT'),
    `${SIGNATURE}\x11\x11\0\x0c${'\0'.repeat(12)}`,
    binary(1, 0x11, [1, 2, 3, 4]),
    binary(1, 0x31, new Array<number>(216).fill(0)),
    `${SIGNATURE}\x21\x11\xff\xff`,
  ]) {
    assert.equal(read(wrong), 'invalid', JSON.stringify(wrong));
  }
});

test('a header that comes byte by byte is incomplete until its last', () => {
  const ipv4 = [192, 168, 0, 1, 10, 0, 0, 1, 0xdc, 0x04, 0x18, 0xeb];
  for (const whole of ['PROXY TCP4 192.168.0.1 10.0.0.1 56324 6379\r\n', binary(1, 0x11, ipv4)]) {
    for (let length = 0; length < whole.length; length++) {
      assert.equal(read(whole.slice(0, length)), 'incomplete', String(length));
    }
    assert.match(read(whole), /^192\.168\.0\.1 56324/);
  }
});

test('no bytes break the reader', () => {
  const start = fc.constantFrom(
    '',
    'PROXY ',
    'PROXY TCP4 ',
    SIGNATURE,
    `${SIGNATURE}\x21\x11\0\x0c`,
  );
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 200 }), (text, noise) => {
      const bytes = Buffer.concat([Buffer.from(text, 'latin1'), noise]);
      const header = readProxyHeader(bytes);
      assert.ok(typeof header === 'string' || header.length <= bytes.length);
    }),
    { numRuns: 2000 },
  );
});
