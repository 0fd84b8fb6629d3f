import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromLatin1 } from '../base/bytes.ts';
import { globMatch } from '../base/glob.ts';
import { Pattern } from './pattern.ts';

function matches(pattern: string, text: string): boolean {
  // Inside other bytes, as words of a request are.
  const bytes = fromLatin1(`<${text}>`);
  return new Pattern(pattern).matches(bytes, 1, text.length);
}

test('a prefix pattern covers what begins with it and nothing else', () => {
  assert.ok(matches('app:*', 'app:'));
  assert.ok(matches('app:*', 'app:1'));
  assert.ok(!matches('app:*', 'app'));
  assert.ok(!matches('app:*', 'xapp:1'));
  assert.ok(!matches('app:*', 'apq:1'));
});

test('patterns without a star cover one name', () => {
  assert.ok(matches('app', 'app'));
  assert.ok(!matches('app', 'app1'));
  assert.ok(!matches('app', 'ap'));
});

test('any pattern covers what the glob matcher says', () => {
  const text = fc.stringMatching(/^[ab[\]\\*?^-]{0,6}$/);
  fc.assert(
    fc.property(text, fc.stringMatching(/^[ab*]{0,6}$/), (pattern, key) => {
      assert.equal(matches(pattern, key), globMatch(fromLatin1(pattern), fromLatin1(key)));
    }),
    { numRuns: 2000 },
  );
});

test('a pattern is itself letter by letter, whatever it covers', () => {
  const news = new Pattern('news.*');
  const is = (text: string): boolean => news.is(fromLatin1(`<${text}>`), 1, text.length);
  assert.ok(is('news.*'));
  assert.ok(!is('news.a'));
  assert.ok(!is('news.'));
  assert.ok(!is('news.**'));
});
