import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toLatin1 } from '../base/bytes.ts';
import { encodeCommand } from './request-encoder.ts';

test('a command is an array of bulk strings with lengths in bytes', () => {
  const wire = encodeCommand(['SET', 'é', Uint8Array.of(0, 0xff, 13, 10), 7, -(2n ** 63n), '']);
  const expected =
    '*6\r\n$3\r\nSET\r\n$2\r\n\xc3\xa9\r\n$4\r\n\0\xff\r\n\r\n$1\r\n7\r\n$20\r\n-9223372036854775808\r\n$0\r\n\r\n';
  assert.equal(toLatin1(wire), expected);
});
