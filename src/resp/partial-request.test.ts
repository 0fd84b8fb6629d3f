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
