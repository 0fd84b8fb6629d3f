import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { PROXY_HEADER_BYTES_MAX, readProxyHeader } from '../../src/net/proxy-header.ts';
import { fuzz } from './fuzz.ts';

const SIGNATURE = '\r\n\r\n\0\r\nQUIT\n';

/** A header of version 2. */
function binary(kind: string, rest: string): string {
  return `${SIGNATURE}${kind}${String.fromCharCode(rest.length >> 8, rest.length & 255)}${rest}`;
}

/** At most so many prefixes of long inputs are tried. */
const PREFIXES_MAX = 200;

fuzz({
  name: 'any bytes are a PROXY header, none, or too few to tell, and more bytes change nothing',
  samples: [
    'PROXY TCP4 192.0.2.1 192.0.2.2 1234 6379\r\n*1\r\n$4\r\nPING\r\n',
    'PROXY TCP6 2001:db8::1 ::ffff:1.2.3.4 65535 1\r\n',
    'PROXY UNKNOWN\r\n',
    `PROXY UNKNOWN ${'f'.repeat(80)}\r\n`,
    binary('\x21\x11', '\xc0\0\x02\x01\xc0\0\x02\x02\x04\xd2\x18\xeb'),
    binary('\x21\x21', `${'\x20\x01'.repeat(16)}\x04\xd2\x18\xebTLV`),
    binary('\x20\x00', ''),
    binary('\x21\x31', 'x'.repeat(216)),
  ],
  words: [
    ...['PROXY ', 'TCP4 ', 'TCP6 ', 'UNKNOWN', '\r\n', ' ', '0', '255.255.255.255', '65536', '::'],
    ...[SIGNATURE, '\x21', '\x11', '\0\x0c', '\x10\x01'],
  ],
  check(bytes) {
    const whole = readProxyHeader(bytes);
    const step = Math.max(1, Math.floor(bytes.length / PREFIXES_MAX));
    for (let length = 0; length < bytes.length; length += step) {
      const part = readProxyHeader(bytes.subarray(0, length));
      if (part !== 'incomplete') assert.deepEqual(part, whole, `of ${length} bytes`);
    }
    if (whole === 'incomplete') {
      assert.ok(bytes.length < PROXY_HEADER_BYTES_MAX);
    } else if (whole !== 'invalid') {
      assert.ok(
        whole.length >= 15 && whole.length <= Math.min(bytes.length, PROXY_HEADER_BYTES_MAX),
      );
      const { client } = whole;
      if (client === undefined) return;
      assert.notEqual(isIP(client.address), 0, client.address);
      assert.ok(client.port >= 0 && client.port <= 65_535);
    }
  },
});
