import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Settings } from '../settings/settings.ts';
import type { SetMode } from './option.ts';
import { OPTIONS } from './options/options.ts';

function option() {
  const found = OPTIONS.find(({ name }) => name === 'tls-sni-cert');
  assert.ok(found !== undefined);
  return found;
}

/** What was said against these words. */
function set(settings: Settings, mode: SetMode, ...words: readonly string[]): string | undefined {
  return option().set(settings, words, mode);
}

test('lines of a file add up, CONFIG SET replaces them, and names are kept in lower case', () => {
  const settings = new Settings();
  assert.equal(set(settings, 'file', 'DB.example.org', '/a b.crt', '/a.key'), undefined);
  assert.equal(set(settings, 'file', '*.example.org', '/w.crt', '/w.key'), undefined);
  assert.deepEqual(
    settings.tls.named.map(({ name }) => name),
    ['db.example.org', '*.example.org'],
  );
  assert.deepEqual(
    option()
      .rewrite(settings, 'tls-sni-cert')
      .map(({ text }) => text),
    ['tls-sni-cert db.example.org "/a b.crt" /a.key', 'tls-sni-cert *.example.org /w.crt /w.key'],
  );
  assert.equal(set(settings, 'live', 'x', 'c', 'k', 'y', 'c2', 'k2'), undefined);
  assert.equal(option().get(settings), 'x c k y c2 k2');
  assert.equal(set(settings, 'live'), undefined);
  assert.deepEqual(settings.tls.named, []);
  assert.deepEqual(option().rewrite(settings, 'tls-sni-cert'), []);
});

test('what is no name, no pair or a second of a name is refused', () => {
  const settings = new Settings();
  set(settings, 'file', 'db.example.org', 'c', 'k');
  assert.match(
    set(settings, 'file', 'DB.example.org', 'c', 'k') ?? '',
    /has a certificate already/,
  );
  assert.match(set(settings, 'live', 'db', 'c') ?? '', /a certificate file and a key file/);
  const wrong = ['*', '*.', '*.*.org', 'a.*.org', '.org', 'a..b', 'a.', '-a', 'a-', 'a b', 'ä.org'];
  for (const name of [...wrong, 'a/b', `${'a'.repeat(64)}.org`, `${'a.'.repeat(127)}a`]) {
    assert.match(set(settings, 'live', name, 'c', 'k') ?? '', /is no host name/, name);
  }
  assert.equal(settings.tls.named.length, 1);
});
