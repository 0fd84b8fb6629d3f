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
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Where finished lines go: standard output or a file. */
export type LineWriter = (line: string) => void;

/** The operator's log in redis-server's form: `PID:M 21 Nov 2026 11:53:16.123 * text`. */
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
    this.write(`${this.#pid}:M ${this.#time()} ${MARKS[level]} ${escapeControls(text)}\n`);
  }

  #time(): string {
    const wallMs = this.#clock.wallMs();
    const time = calendarTime(wallMs + this.#clock.localOffsetMs(wallMs));
    const clock = [time.hour, time.minute, time.second].map((part) => pad(part, 2)).join(':');
    return `${pad(time.day, 2)} ${MONTHS[time.month - 1] ?? ''} ${time.year} ${clock}.${pad(time.millisecond, 3)}`;
  }
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
