import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromLatin1, toLatin1 } from '../../base/bytes.ts';
import { commonBytes, commonRanges, lengthsOfCommonParts } from './lcs-table.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });

function isWithin(part: string, whole: string): boolean {
  let at = 0;
  for (const letter of whole) if (letter === part[at]) at++;
  return at === part.length;
}

/** By trying every part of the shorter text. */
function longest(left: string, right: string): number {
  let best = 0;
  for (let chosen = 0; chosen < 2 ** left.length; chosen++) {
    const part = Array.from(left)
      .filter((_, index) => (chosen & (1 << index)) !== 0)
      .join('');
    if (part.length > best && isWithin(part, right)) best = part.length;
  }
  return best;
}

test('the common sequence is within both strings and no longer one exists', () => {
  fc.assert(
    fc.property(
      text.map((each) => each.slice(0, 9)),
      text,
      (left, right) => {
        const table = lengthsOfCommonParts(fromLatin1(left), fromLatin1(right));
        const found = toLatin1(commonBytes(table));
        assert.ok(isWithin(found, left) && isWithin(found, right));
        assert.equal(found.length, table.length);
        assert.equal(found.length, longest(left, right));
      },
    ),
  );
});

test('the ranges are equal bytes, in order, and together the whole sequence', () => {
  fc.assert(
    fc.property(text, text, (left, right) => {
      const table = lengthsOfCommonParts(fromLatin1(left), fromLatin1(right));
      let leftEnd = left.length;
      let rightEnd = right.length;
      let total = 0;
      for (const range of commonRanges(table)) {
        assert.ok(
          range.length > 0 &&
            range.left + range.length <= leftEnd &&
            range.right + range.length <= rightEnd,
        );
        assert.equal(
          left.slice(range.left, range.left + range.length),
          right.slice(range.right, range.right + range.length),
        );
        leftEnd = range.left;
        rightEnd = range.right;
        total += range.length;
      }
      assert.equal(total, table.length);
    }),
  );
});
