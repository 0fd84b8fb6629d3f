import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLatin1 } from '../base/bytes.ts';
import { LiveConfig } from '../config/live-config.ts';
import { Settings } from '../settings/settings.ts';
import { fitMaxclients, maxclientsHook } from './open-files.ts';

const hostWith = (limit: number | undefined) => ({ openFilesLimit: () => limit });
const CALLER = { isLocal: true, isLoading: false };

test('maxclients is lowered to what the limit of open files leaves, and it is said', () => {
  const settings = new Settings();
  const fitted = fitMaxclients(settings, hostWith(1024));
  assert.equal(settings.limits.maxclients, 1024 - 32 - 16);
  assert.ok(fitted.kind === 'lowered');
  assert.match(fitted.lines[0] ?? '', /10000 takes up to 10048 open files.* 1024\.$/);
  assert.match(fitted.lines[1] ?? '', /lowered to 976\./);
});

test('maxclients stays where the limit is high enough or not known', () => {
  for (const limit of [10_048, 1_000_000, Number.POSITIVE_INFINITY, undefined]) {
    const settings = new Settings();
    assert.equal(fitMaxclients(settings, hostWith(limit)).kind, 'unchanged');
    assert.equal(settings.limits.maxclients, 10_000);
  }
});

test('a limit without room for one client ends the start', () => {
  const fitted = fitMaxclients(new Settings(), hostWith(48));
  assert.ok(fitted.kind === 'impossible' && fitted.message.includes('at least 10048'));
});

test('CONFIG SET maxclients beyond the limit is refused with the number that would do', () => {
  const settings = new Settings();
  settings.limits.maxclients = 100;
  const config = new LiveConfig(settings);
  config.onChange(['maxclients', 'maxclients-reserve'], maxclientsHook(hostWith(1024)));
  const set = (name: string, value: string): unknown =>
    config.set([{ name: fromLatin1(name), value: fromLatin1(value) }], CALLER);
  assert.equal(set('maxclients', '976'), undefined);
  assert.deepEqual(set('maxclients', '977'), {
    code: 'ERR',
    message:
      "CONFIG SET failed (possibly related to argument 'maxclients') - The operating system is not able to handle the specified number of clients, try with 976",
  });
  assert.notEqual(set('maxclients-reserve', '17'), undefined);
  assert.equal(set('maxclients', '900'), undefined);
  assert.equal(set('maxclients-reserve', '17'), undefined);
  assert.equal(settings.limits.maxclients, 900);
});
