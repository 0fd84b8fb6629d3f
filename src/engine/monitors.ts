import type { Arguments } from '../base/arguments.ts';
import { FlagBit } from '../command/flags.ts';
import type { CommandRow } from '../command/row.ts';
import type { Clock } from '../ports/clock.ts';
import type { Reply } from '../resp/reply.ts';
import type { Broadcast } from './broadcast.ts';
import { maskedWord } from './masked-word.ts';
import type { Session } from './session.ts';
import { SessionState } from './session-state.ts';

/** Of a request, MONITOR shows this many bytes and says how many more there are: escaped they may be four times as long. */
const SHOWN_BYTES_MAX = 16 << 20;
const NOT_SHOWN = FlagBit.skip_monitor | FlagBit.admin;
/** Two clocks may drift apart by this much before the line's time is taken from the wall again. */
const DRIFT_MS_MAX = 2;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const HEX = '0123456789abcdef';
/** Bytes that are escaped by a letter. */
const LETTERS = new Map<number, string>([
  [QUOTE, '"'],
  [BACKSLASH, '\\'],
  [0x0a, 'n'],
  [0x0d, 'r'],
  [0x09, 't'],
  [0x07, 'a'],
  [0x08, 'b'],
]);

/** Those who see every call that is served: MONITOR. */
export class Monitors {
  readonly #broadcast: Broadcast;
  readonly #clock: Pick<Clock, 'wallMs' | 'monotonicMs'>;
  readonly #sessions = new Set<Session>();
  /** Wall time at the zero of the monotonic clock: only that one tells microseconds. */
  #zeroMs = 0;
  /** Told when the first one comes or the last one goes. */
  onActivity: () => void = () => undefined;

  constructor(broadcast: Broadcast, clock: Pick<Clock, 'wallMs' | 'monotonicMs'>) {
    this.#broadcast = broadcast;
    this.#clock = clock;
  }

  get active(): boolean {
    return this.#sessions.size > 0;
  }

  add(session: Session): void {
    session.enter(SessionState.monitor);
    this.#sessions.add(session);
    this.onActivity();
  }

  remove(session: Session): void {
    if (!this.#sessions.delete(session)) return;
    session.leave(SessionState.monitor);
    this.onActivity();
  }

  /** A call has been served. Administrative ones are not shown, as in Redis: they tell too much. */
  show(caller: Session, row: CommandRow, args: Arguments): void {
    if ((row.flags & NOT_SHOWN) !== 0) return;
    const { writers } = this.#broadcast;
    writers.relieve();
    // A status line is the same in both protocols.
    const writer = writers.resp2;
    const from = writer.at;
    this.#write(writer, caller, { row, args });
    for (const session of this.#sessions) {
      if (session.replyMode !== 'off') this.#broadcast.deliver(session, writer, from);
    }
  }

  #write(
    writer: Reply,
    { databaseIndex, link }: Session,
    { row, args }: { readonly row: CommandRow; readonly args: Arguments },
  ): void {
    const origin = link.kind === 'unix' ? `unix:${link.address.replace(/:0$/, '')}` : link.address;
    writeText(writer, `+${this.#now()} [${databaseIndex} ${origin}]`);
    let left = SHOWN_BYTES_MAX;
    for (let word = 0; word < args.count; word++) {
      const bytes = maskedWord(row, args, word);
      writeQuoted(writer, bytes.subarray(0, left));
      if (bytes.length > left) {
        writeText(writer, ` ... (${bytes.length - left} more bytes)`);
        break;
      }
      left -= bytes.length;
    }
    writeText(writer, '\r\n');
  }

  /** Seconds since 1970, with six digits behind the point. */
  #now(): string {
    const wallMs = this.#clock.wallMs();
    const sinceMs = this.#clock.monotonicMs();
    if (Math.abs(this.#zeroMs + sinceMs - wallMs) > DRIFT_MS_MAX) this.#zeroMs = wallMs - sinceMs;
    return ((this.#zeroMs + sinceMs) / 1000).toFixed(6);
  }
}

function writeText(writer: Reply, text: string): void {
  writer.reserve(text.length);
  const { u8, at } = writer;
  for (let i = 0; i < text.length; i++) u8[at + i] = text.charCodeAt(i);
  writer.at += text.length;
}

/** A space and the word as Redis quotes it, byte by byte into the writer: a string of it would take fifty times the memory. */
function writeQuoted(writer: Reply, bytes: Uint8Array): void {
  writer.reserve(4 * bytes.length + 3);
  const { u8 } = writer;
  let { at } = writer;
  u8[at++] = 0x20;
  u8[at++] = QUOTE;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    const letter = LETTERS.get(byte);
    if (letter !== undefined) {
      u8[at++] = BACKSLASH;
      u8[at++] = letter.charCodeAt(0);
    } else if (byte >= 0x20 && byte < 0x7f) u8[at++] = byte;
    else {
      u8[at++] = BACKSLASH;
      u8[at++] = 0x78;
      u8[at++] = HEX.charCodeAt(byte >>> 4);
      u8[at++] = HEX.charCodeAt(byte & 15);
    }
  }
  u8[at++] = QUOTE;
  writer.at = at;
}
