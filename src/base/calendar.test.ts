import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { calendarTime, momentOf, utcText } from './calendar.ts';

test('calendarTime agrees with the platform over eight thousand years', () => {
  const moment = fc.integer({ min: Date.UTC(-2000, 0), max: Date.UTC(6000, 0) });
  fc.assert(
    fc.property(moment, (ms) => {
      const date = new Date(ms);
      assert.deepEqual(calendarTime(ms), {
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        hour: date.getUTCHours(),
        minute: date.getUTCMinutes(),
        second: date.getUTCSeconds(),
        millisecond: date.getUTCMilliseconds(),
      });
    }),
  );
});

test('momentOf is the way back', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(-2000, 0), max: Date.UTC(6000, 0) }), (ms) => {
      const whole = Math.floor(ms / 1000) * 1000;
      assert.equal(momentOf(calendarTime(whole)), whole);
    }),
  );
});

test('utcText writes the moment that Date writes', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(0, 0), max: Date.UTC(6000, 0) }), (ms) => {
      const whole = Math.floor(ms / 1000) * 1000;
      assert.equal(utcText(whole), new Date(whole).toISOString().replace('.000Z', 'Z'));
    }),
  );
});
