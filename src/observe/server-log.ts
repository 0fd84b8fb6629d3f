import { calendarTime } from '../base/calendar.ts';
import type { Clock } from '../ports/clock.ts';
import type { LogLevel, LogSink } from '../ports/log.ts';
import type { LogSettings } from '../settings/log-settings.ts';

const LEVELS: readonly LogSettings['level'][] = [
  'debug',
  'verbose',
  'notice',
  'warning',
  'nothing',
];
const MARKS: Record<LogLevel, string> = { debug: '.', verbose: '-', notice: '*', warning: '#' };
/** What logfmt calls the levels, in Valkey's words. */
const LEVEL_NAMES: Record<LogLevel, string> = {
  debug: 'debug',
  verbose: 'info',
  notice: 'notice',
  warning: 'warning',
};
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const MINUTE_MS = 60_000;

/** Where finished lines go: standard output or a file. */
export type LineWriter = (line: string) => void;

/** The operator's log in redis-server's form, `PID:M 21 Nov 2026 11:53:16.123 * text`, or in one of Valkey's. */
export class ServerLog implements LogSink {
  readonly #settings: LogSettings;
  readonly #clock: Clock;
  readonly #pid: number;
  write: LineWriter;

  constructor(
    settings: LogSettings,
    clock: Clock,
    target: { readonly pid: number; readonly write: LineWriter },
  ) {
    this.#settings = settings;
    this.#clock = clock;
    this.#pid = target.pid;
    this.write = target.write;
  }

  line(level: LogLevel, text: string): void {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(this.#settings.level)) return;
    const safe = escapeControls(text);
    if (this.#settings.format === 'legacy') {
      this.write(`${this.#pid}:M ${this.#time()} ${MARKS[level]} ${safe}\n`);
      return;
    }
    // Attack row "log forging": the message is quoted, and no quote in it may end it before its end.
    const message = safe.replaceAll('"', "'");
    this.write(
      `pid=${this.#pid} role=primary timestamp="${this.#time()}" level=${LEVEL_NAMES[level]} message="${message}"\n`,
    );
  }

  #time(): string {
    const wallMs = this.#clock.wallMs();
    const format = this.#settings.timestampFormat;
    if (format === 'milliseconds') return String(wallMs);
    const offsetMs = this.#clock.localOffsetMs(wallMs);
    const time = calendarTime(wallMs + offsetMs);
    const clock = [time.hour, time.minute, time.second].map((part) => pad(part, 2)).join(':');
    const exact = `${clock}.${pad(time.millisecond, 3)}`;
    return format === 'iso8601'
      ? `${pad(time.year, 4)}-${pad(time.month, 2)}-${pad(time.day, 2)}T${exact}${zone(offsetMs)}`
      : `${pad(time.day, 2)} ${MONTHS[time.month - 1] ?? ''} ${time.year} ${exact}`;
  }
}

/** An offset from UTC as ISO 8601 has it: `+05:30`. */
function zone(offsetMs: number): string {
  const minutes = Math.floor(Math.abs(offsetMs) / MINUTE_MS);
  const sign = offsetMs < 0 ? '-' : '+';
  return `${sign}${pad(Math.floor(minutes / 60), 2)}:${pad(minutes % 60, 2)}`;
}

/** One call is one line (attack row "log forging"): a line end in a name can't begin a line of its own. */
function escapeControls(text: string): string {
  // The very purpose is to find control characters.
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\r') return '\\r';
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
