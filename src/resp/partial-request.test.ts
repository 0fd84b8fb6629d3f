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
  // A line that never ends, a word that does not, and words whose headers come after full memory.
  assert.ok(growths('x'.repeat(60_000), 1) < 12);
  assert.ok(growths(`*1\r\n$900000\r\n${'x'.repeat(800_000)}`, 100) < 20);
  assert.ok(growths(`*9999\r\n${'$9\r\nxxxxxxxxx\r\n'.repeat(9000)}`, 7) < 20);
});
