import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Settings } from '../settings/settings.ts';
import { encodeText } from './byte-text.ts';
import { LiveConfig } from './live-config.ts';
import { judgePosture, NO_FACTS } from './posture.ts';
import { JUDGED_DIRECTIVES, type WeakeningHookParts, weakeningHook } from './weakening-hook.ts';

function liveWith(weaker: WeakeningHookParts['weaker']) {
  const settings = new Settings();
  settings.listen.bind = ['127.0.0.1'];
  settings.listen.tlsPort = 6380;
  const warnings: string[] = [];
  const live = new LiveConfig(settings);
  live.onChange(
    JUDGED_DIRECTIVES,
    weakeningHook({
      judge: (judged) => judgePosture(judged, NO_FACTS),
      weaker,
      warn: (message) => warnings.push(message),
    }),
  );
  const set = (name: string, value: string): string => {
    const outcome = live.set([{ name: encodeText(name), value: encodeText(value) }], {
      isLocal: true,
      isLoading: false,
    });
    return outcome !== undefined && 'message' in outcome ? outcome.message : 'OK';
  };
  return { settings, set, warnings };
}

const WEAKER = [
  ['bind', '0.0.0.0', /plain TCP on 0\.0\.0\.0/],
  ['tls-protocols', 'TLSv1 TLSv1.2', /TLSv1 can be broken/],
  ['tls-ciphers', 'RC4-SHA', /weak ciphers: RC4-SHA/],
] as const;

test('the secure mode refuses by CONFIG SET what a start would warn of', () => {
  for (const [name, value, reason] of WEAKER) {
    const { settings, set, warnings } = liveWith('refused');
    const before = structuredClone(settings);
    assert.match(set(name, value), reason);
    assert.match(set(name, value), /only its configuration file may ask for this/);
    assert.deepEqual(structuredClone(settings), before);
    assert.deepEqual(warnings, []);
  }
});

test('a server with a file of its own does as Redis and warns', () => {
  for (const [name, value, reason] of WEAKER) {
    const { set, warnings } = liveWith('warned of');
    assert.equal(set(name, value), 'OK');
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', reason);
  }
});

test('what a start has warned of already stays as it is, and more of the same is no news', () => {
  const { settings, set } = liveWith('refused');
  settings.listen.bind = ['10.0.0.1'];
  assert.equal(set('bind', '10.0.0.1 10.0.0.2'), 'OK');
  assert.equal(set('bind', '127.0.0.1'), 'OK');
  assert.match(set('bind', '10.0.0.1'), /plain TCP/);
});
