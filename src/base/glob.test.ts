import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { startRedisServer } from '../../test/support/redis-server.ts';
import { toLatin1 } from './bytes.ts';
import { Glob, globMatch } from './glob.ts';

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function match(pattern: string, text: string): boolean {
  return globMatch(bytes(pattern), bytes(text));
}

test('literals, stars and question marks match as in Redis', () => {
  const rows: [string, string, boolean][] = [
    ['', '', true],
    ['', 'a', false],
    ['a', '', false],
    ['abc', 'abc', true],
    ['abc', 'abd', false],
    ['abc', 'abcd', false],
    ['*', 'x', true],
    ['*', '', false],
    ['**', '', false],
    ['a*', 'a', true],
    ['*a', 'a', true],
    ['a*b', 'ab', true],
    ['a*b*c', 'axxbyyc', true],
    ['a*b*c', 'axxbyy', false],
    ['a*a', 'a', false],
    ['?', 'x', true],
    ['?', '', false],
    ['a?c', 'abc', true],
    ['*?', 'a', true],
    ['*abc*abc', 'abcabc', true],
    ['*abc*abc', 'ababc', false],
    ['*ab?d', 'ababcd', true],
  ];
  for (const [pattern, text, expected] of rows)
    assert.equal(match(pattern, text), expected, `${pattern} on ${text}`);
});

test('classes know ranges, negation, escapes and missing brackets', () => {
  const rows: [string, string, boolean][] = [
    ['[abc]', 'b', true],
    ['[abc]', 'd', false],
    ['[a-c]', 'b', true],
    ['[c-a]', 'b', true],
    ['[^a-c]', 'b', false],
    ['[^a-c]', 'd', true],
    ['[]', 'a', false],
    ['[^]', 'a', true],
    ['[^', 'a', true],
    ['[', 'a', false],
    ['[abc', 'b', true],
    ['[a-', '-', true],
    ['[a-]', 'b', false],
    ['[a-]', ']', true],
    ['[\\]]', ']', true],
    ['[\\', '\\', true],
    ['\\', '\\', true],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['a\\', 'a\\', true],
    ['h[a-e]*o', 'hello', true],
  ];
  for (const [pattern, text, expected] of rows)
    assert.equal(match(pattern, text), expected, `${pattern} on ${text}`);
});

test('caseless matching folds letters, but not escaped members of a class', () => {
  const caseless = (pattern: string, text: string): boolean =>
    globMatch(bytes(pattern), bytes(text), 'caseless');
  assert.ok(caseless('MaxMemory*', 'maxmemory-POLICY'));
  assert.ok(caseless('*POLICY', 'maxmemory-policy'));
  assert.ok(caseless('[A-C]x', 'bX'));
  assert.ok(caseless('[q]', 'Q'));
  assert.ok(!caseless('[\\q]', 'Q'));
  assert.ok(!match('ABC', 'abc'));
});

test('a window inside a bigger buffer is all that is looked at', () => {
  const buffer = bytes('xxhelloyy');
  for (const pattern of ['hello', 'h*', '*o', 'h?l*o', '[h]*', '*']) {
    assert.ok(new Glob(bytes(pattern)).matches(buffer, 2, 5), pattern);
  }
  for (const pattern of ['hell', 'helloy', '*y', 'x*', 'hellooo*']) {
    assert.ok(!new Glob(bytes(pattern)).matches(buffer, 2, 5), pattern);
  }
});

test('only the pattern * stands for everything', () => {
  assert.ok(new Glob(bytes('*')).matchesAll);
  assert.ok(!new Glob(bytes('**')).matchesAll);
  assert.ok(!new Glob(bytes('a*')).matchesAll);
});

test('a pattern that would blow up a backtracking matcher takes bounded time', () => {
  const text = new Uint8Array(1_000_000).fill(0x61);
  const started = performance.now();
  assert.ok(!globMatch(bytes(`${'a*'.repeat(999)}b`), text));
  assert.ok(!globMatch(bytes(`*${'a'.repeat(100_000)}b*`), text));
  assert.ok(!globMatch(bytes(`*${'?'.repeat(100)}b*`), text));
  assert.ok(!globMatch(bytes(`*${'?'.repeat(100_000)}b*`), text));
  assert.ok(performance.now() - started < 60_000);
});

test('more stars or classes than the limits match nothing', () => {
  const text = bytes('a'.repeat(3000));
  assert.ok(globMatch(bytes('a*'.repeat(1000)), text));
  assert.ok(!globMatch(bytes('a*'.repeat(1001)), text));
  const long = new Uint8Array(70_000).fill(0x61);
  assert.ok(globMatch(bytes('[ab]'.repeat(60_000) + '*'), long));
  assert.ok(!globMatch(bytes('[ab]'.repeat(70_000)), long));
});

function bytesOf(alphabet: string, maxLength: number): fc.Arbitrary<Uint8Array> {
  return fc.string({ unit: fc.constantFrom(...Array.from(alphabet)), maxLength }).map(bytes);
}

test('redis-server matches the same keys', async (context) => {
  const server = await startRedisServer(context);
  if (server === undefined) return;
  const client = await server.connect();
  const pattern = bytesOf('ab*?[]^-\\*cA\xff\x80\0', 9);
  const key = fc.oneof(bytesOf('ab', 5), bytesOf('abcAB-]^\\*[?\xff\x80\x000', 5));
  const cases = fc.sample(fc.tuple(pattern, key), 20_000);
  const replies = await client.pipeline(
    cases.flatMap(([glob, text]) => [['FLUSHALL'], ['SET', text, ''], ['KEYS', glob]]),
  );
  let matched = 0;
  for (const [index, [glob, text]] of cases.entries()) {
    const reply = replies[3 * index + 2];
    assert.ok(reply?.type === 'array');
    const compiled = new Glob(glob);
    const ours = compiled.matchesAll || compiled.matches(text, 0, text.length);
    assert.equal(ours, reply.items.length === 1, `${toLatin1(glob)} on ${toLatin1(text)}`);
    if (ours) matched++;
  }
  assert.ok(matched > 500);
});

test('redis-server matches the same option names, whatever their case', async (context) => {
  const server = await startRedisServer(context);
  if (server === undefined) return;
  const client = await server.connect();
  const all = await client.reply('CONFIG', 'GET', '*');
  assert.ok(all.type === 'array');
  const names = all.items.flatMap((item, index) =>
    index % 2 === 0 && item.type === 'bulk' ? [item.bytes] : [],
  );
  // Without a wildcard Redis looks the name up instead of matching it.
  const pattern = bytesOf('diRS**?[]^-\\aPort', 8).filter((glob) => /[*?[]/.test(toLatin1(glob)));
  const patterns = fc.sample(pattern, 3000);
  const replies = await client.pipeline(patterns.map((glob) => ['CONFIG', 'GET', glob]));
  for (const [index, glob] of patterns.entries()) {
    const reply = replies[index];
    assert.ok(reply?.type === 'array');
    const compiled = new Glob(glob, 'caseless');
    const count = names.filter((name) => compiled.matches(name, 0, name.length)).length;
    assert.equal(count, reply.items.length / 2, toLatin1(glob));
  }
});
