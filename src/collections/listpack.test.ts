import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import {
  ElementWriter,
  elementBytes,
  elementInteger,
  nextElement,
  PackedElement,
  packCount,
  previousElement,
  writeEmptyPack,
  writePackCount,
} from './listpack.ts';

/** A listpack of these texts, made with the writer under test. */
function packed(texts: readonly string[]): Uint8Array {
  const writer = new ElementWriter();
  const u8 = new Uint8Array(7 + texts.reduce((sum, text) => sum + text.length + 11, 0));
  const dv = new DataView(u8.buffer);
  writeEmptyPack(dv, 0);
  let at = 6;
  for (const text of texts) {
    const size = writer.of(new ByteRange().set(fromLatin1(text)));
    const end = writer.write(u8, dv, at);
    assert.equal(end - at, size, text);
    at = end;
  }
  u8[at] = 0xff;
  dv.setUint32(0, at + 1, true);
  writePackCount(dv, 0, texts.length);
  return u8.slice(0, at + 1);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function textAt(u8: Uint8Array, dv: DataView, at: number): string {
  return toLatin1(new PackedElement().read(u8, dv, at).copy());
}

test('ElementWriter writes the bytes that the format describes', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['', '8001'],
    ['a', '816102'],
    ['0', '0001'],
    ['127', '7f01'],
    ['128', 'c08002'],
    ['-1', 'dfff02'],
    ['4095', 'cfff02'],
    ['-4096', 'd00002'],
    ['4096', 'f1001003'],
    ['-32768', 'f1008003'],
    ['32768', 'f200800004'],
    ['-8388608', 'f200008004'],
    ['8388608', 'f30000800005'],
    ['-2147483648', 'f30000008005'],
    ['2147483648', 'f4000000800000000009'],
    ['9223372036854775807', 'f4ffffffffffffff7f09'],
    ['-9223372036854775808', 'f4000000000000008009'],
    ['9223372036854775808', '933932323333373230333638353437373538303814'],
    ['01', '82303103'],
    ['-0', '822d3003'],
    ['+1', '822b3103'],
    ['1.5', '83312e3504'],
  ];
  for (const [text, bytes] of cases) {
    const pack = packed([text]);
    assert.equal(hex(pack.subarray(6, -1)), bytes, text);
    const dv = new DataView(pack.buffer);
    assert.equal(elementBytes(dv, 6), bytes.length / 2, text);
    assert.equal(textAt(pack, dv, 6), text);
  }
});

test('ElementWriter writes long texts with the header and back length of their size', () => {
  for (const [length, head, back] of [
    [63, 'bf', '40'],
    [64, 'e040', '42'],
    [126, 'e07e', '0180'],
    [4095, 'efff', '2081'],
    [4096, 'f000100000', '2085'],
    [20_000, 'f0204e0000', '019ca5'],
  ] as const) {
    const pack = packed(['x'.repeat(length)]);
    assert.equal(hex(pack.subarray(6, 6 + head.length / 2)), head, String(length));
    assert.equal(hex(pack.subarray(-1 - back.length / 2, -1)), back, String(length));
  }
});

test('elements are read from both ends as they were written', () => {
  const element = fc.oneof(
    fc.string({ maxLength: 90 }).map((text) => text.replace(/[^\x20-\x7e]/g, '?')),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
    fc.integer({ min: -70_000, max: 70_000 }).map(String),
    fc.integer({ min: 60, max: 20_000 }).map((length) => 'y'.repeat(length)),
  );
  fc.assert(
    fc.property(fc.array(element, { maxLength: 40 }), (texts) => {
      const pack = packed(texts);
      const dv = new DataView(pack.buffer);
      const forward: string[] = [];
      for (let at = 6; pack[at] !== 0xff; at = nextElement(dv, at))
        forward.push(textAt(pack, dv, at));
      assert.deepEqual(forward, texts);
      const backward: string[] = [];
      for (let at = pack.length - 1; at > 6; ) {
        at = previousElement(dv, at);
        backward.unshift(textAt(pack, dv, at));
      }
      assert.deepEqual(backward, texts);
      assert.equal(packCount(dv, 0), texts.length);
    }),
  );
});

test('elementInteger tells numbers, texts and numbers beyond 2^53 apart', () => {
  for (const [text, value] of [
    ['12', 12],
    ['-5000', -5000],
    ['8388607', 8_388_607],
    ['-8388609', -8_388_609],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['9007199254740993', Infinity],
    ['-9223372036854775808', Infinity],
    ['text', NaN],
    ['x'.repeat(100), NaN],
    ['x'.repeat(5000), NaN],
  ] as const) {
    const pack = packed([text]);
    assert.equal(elementInteger(new DataView(pack.buffer), 6), value, text.slice(0, 20));
  }
});

test('packCount counts when the head does not know', () => {
  const pack = packed(['a', 'b', '3']);
  const dv = new DataView(pack.buffer);
  dv.setUint16(4, 65_535, true);
  assert.equal(packCount(dv, 0), 3);
});
