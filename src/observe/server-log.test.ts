import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogLevel } from '../ports/log.ts';
import { LogSettings } from '../settings/log-settings.ts';
import { ServerLog } from './server-log.ts';

/** 2026-11-21 11:53:06.007 UTC. */
const WALL_MS = Date.UTC(2026, 10, 21, 11, 53, 6, 7);
const INDIA_MS = 5.5 * 3_600_000;

function lineOf(
  change: Partial<LogSettings>,
  { level = 'notice', text = 'hello', offsetMs = 0 }: Line = {},
): string {
  const never = (): never => assert.fail('the log only asks for the time');
  const clock = {
    wallMs: () => WALL_MS,
    localOffsetMs: () => offsetMs,
    monotonicMs: never,
    after: never,
    every: never,
    soon: never,
  };
  let written = '';
  const log = new ServerLog(Object.assign(new LogSettings(), change), clock, {
    pid: 42,
    write: (line) => {
      written += line;
    },
  });
  log.line(level, text);
  return written;
}

interface Line {
  readonly level?: LogLevel;
  readonly text?: string;
  readonly offsetMs?: number;
}

test("a line has redis-server's form, in local time", () => {
  assert.equal(lineOf({}), '42:M 21 Nov 2026 11:53:06.007 * hello\n');
  assert.equal(
    lineOf({}, { level: 'warning', offsetMs: 13 * 3_600_000 }),
    '42:M 22 Nov 2026 00:53:06.007 # hello\n',
  );
});

test('log-timestamp-format chooses the form of the time', () => {
  const iso = { timestampFormat: 'iso8601' } as const;
  assert.equal(lineOf(iso), '42:M 2026-11-21T11:53:06.007+00:00 * hello\n');
  assert.equal(lineOf(iso, { offsetMs: INDIA_MS }), '42:M 2026-11-21T17:23:06.007+05:30 * hello\n');
  assert.equal(
    lineOf(iso, { offsetMs: -INDIA_MS }),
    '42:M 2026-11-21T06:23:06.007-05:30 * hello\n',
  );
  assert.equal(lineOf({ timestampFormat: 'milliseconds' }), `42:M ${String(WALL_MS)} * hello\n`);
});

test('logfmt names what stands in a line', () => {
  const format = 'logfmt' as const;
  assert.equal(
    lineOf({ format }),
    'pid=42 role=primary timestamp="21 Nov 2026 11:53:06.007" level=notice message="hello"\n',
  );
  assert.equal(
    lineOf({ format, timestampFormat: 'milliseconds', level: 'verbose' }, { level: 'verbose' }),
    `pid=42 role=primary timestamp="${String(WALL_MS)}" level=info message="hello"\n`,
  );
});

test('log forging: no text ends its line, and none ends its message in logfmt', () => {
  const text = 'a\r\nb\u001b\u2028" level=warning message="c';
  assert.match(lineOf({}, { text }), /^[^\r\n]*a\\r\\nb\\x1b\\x2028" level[^\r\n]*\n$/);
  const line = lineOf({ format: 'logfmt' }, { text });
  assert.match(line, / level=notice message="[^"\r\n]*"\n$/);
  assert.match(line, /b\\x1b\\x2028' level=warning message='c"/);
});

test('loglevel hides what is below it', () => {
  assert.equal(lineOf({}, { level: 'verbose' }), '');
  assert.equal(lineOf({ level: 'nothing' }, { level: 'warning' }), '');
  assert.notEqual(lineOf({ level: 'debug' }, { level: 'debug' }), '');
});
