import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLatin1 } from '../base/bytes.ts';
import { PartialRequest } from './partial-request.ts';

const LIMITS = { wordsMax: 1_000_000, bulkBytesMax: 1_000_000, authenticated: true };

/** How often the memory of a request was replaced by a larger piece, when it came in pieces of this length. */
function growths(text: string, pieceBytes: number): number {
  const request = new PartialRequest();
  const bytes = fromLatin1(text);
  const sizes = new Set<number>();
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    request.feed(bytes, at, Math.min(at + pieceBytes, bytes.length), LIMITS);
    sizes.add(request.bytesHeld);
  }
  return sizes.size;
}

test('what comes in many pieces is not copied at each of them (slow loris)', () => {
  // A line that never ends, a word that does not, and words whose headers come after full memory: there the text and
  // the places of the words are replaced, each by doubling.
  assert.ok(growths('x'.repeat(60_000), 1) < 12);
  assert.ok(growths(`*1\r\n$900000\r\n${'x'.repeat(800_000)}`, 100) < 20);
  assert.ok(growths(`*9999\r\n${'$9\r\nxxxxxxxxx\r\n'.repeat(9000)}`, 7) < 30);
});

test('where the words are is part of the memory held: many empty ones have hardly any text', () => {
  const request = new PartialRequest();
  const words = 50_000;
  const bytes = fromLatin1(`*${words + 1}\r\n${'$0\r\n\r\n'.repeat(words)}`);
  request.feed(bytes, 0, bytes.length, LIMITS);
  assert.equal(request.complete, false);
  // Two bytes of line end and twice four bytes of place for each.
  assert.ok(request.bytesHeld >= words * 10, `${request.bytesHeld} bytes`);
});

test('a request of thousands of words copies what it holds a few times, not at every word', () => {
  const word = `$8000\r\n${'x'.repeat(8000)}\r\n`;
  const request = new PartialRequest();
  const bytes = fromLatin1(`*1500\r\n${word.repeat(1500)}`);
  let copied = 0;
  let held = request.bytesFilled + request.bytesFree;
  for (let at = 0; at < bytes.length; at += 5000) {
    request.feed(bytes, at, Math.min(at + 5000, bytes.length), LIMITS);
    const now = request.bytesFilled + request.bytesFree;
    if (now !== held) copied += held;
    held = now;
  }
  assert.equal(request.complete, true);
  assert.ok(copied < bytes.length * 4, `${copied} bytes copied of ${bytes.length}`);
  assert.ok(held < bytes.length * 1.6);
});

test('the last word, however large, takes no more memory than it promises', () => {
  const request = new PartialRequest();
  const bytes = fromLatin1(`*2\r\n$3\r\nkey\r\n$900000\r\n${'x'.repeat(900_000)}\r\n`);
  for (let at = 0; at < bytes.length; at += 5000)
    request.feed(bytes, at, Math.min(at + 5000, bytes.length), LIMITS);
  assert.equal(request.complete, true);
  assert.ok(request.bytesHeld < 901_000);
});
