import { equalsIgnoreCase, quoteBytes, toLatin1 } from '../base/bytes.ts';
import { parseBigInteger, parseInteger } from '../base/int64.ts';
import {
  REPLY_BULK_MAX_BYTES,
  REPLY_DEPTH_MAX,
  REPLY_ELEMENTS_MAX,
  REPLY_LINE_MAX_BYTES,
} from '../base/limits.ts';
import { type Reply, ReplyError, type ReplyPair } from './reply-value.ts';

/** The other side sent bytes that are no reply, or a reply beyond the limits; the connection is of no more use. */
export class ReplyFormatError extends Error {
  override readonly name = 'ReplyFormatError';
}

export interface ReplyLimits {
  readonly depth: number;
  readonly elements: number;
  readonly bulkBytes: number;
  readonly lineBytes: number;
}

const DEFAULT_LIMITS: ReplyLimits = {
  depth: REPLY_DEPTH_MAX,
  elements: REPLY_ELEMENTS_MAX,
  bulkBytes: REPLY_BULK_MAX_BYTES,
  lineBytes: REPLY_LINE_MAX_BYTES,
};

const CR = 0x0d;
const LF = 0x0a;
const FIRST_BUFFER_BYTES = 4096;

type AggregateType = 'array' | 'set' | 'push' | 'map' | 'attribute';
type BulkType = 'bulk' | 'bulk-error' | 'verbatim';

const AGGREGATES = new Map<string, AggregateType>([
  ['*', 'array'],
  ['~', 'set'],
  ['>', 'push'],
  ['%', 'map'],
  ['|', 'attribute'],
]);

const BULKS = new Map<string, BulkType>([
  ['$', 'bulk'],
  ['!', 'bulk-error'],
  ['=', 'verbatim'],
]);

/** An aggregate whose elements are still arriving; the outermost frame holds the reply itself. */
interface Frame {
  readonly type: AggregateType;
  readonly items: Reply[];
  readonly size: number;
  readonly attributes: readonly ReplyPair[] | undefined;
  /** An attribute that has been read and belongs to the next element. */
  pending: readonly ReplyPair[] | undefined;
}

/**
 * Reads replies from chunks of any size. What has been understood is kept, so a reply that arrives byte by byte
 * costs no more than one that arrives whole.
 */
export class ReplyReader {
  readonly #limits: ReplyLimits;
  readonly #frames: Frame[] = [];
  #buffer = new Uint8Array(FIRST_BUFFER_BYTES);
  #start = 0;
  #end = 0;
  /** Up to here the buffer was searched for the end of a line. */
  #scanned = 0;
  #elements = 0;
  #bulk: { readonly type: BulkType; readonly length: number } | undefined;
  #pending: readonly ReplyPair[] | undefined;
  #consumed = 0;

  constructor(limits: Partial<ReplyLimits> = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** Bytes of all the replies (and parts of replies) read so far. */
  get consumed(): number {
    return this.#consumed;
  }

  /** Adds bytes from the wire; they are copied. */
  feed(chunk: Uint8Array): void {
    this.#makeRoom(chunk.length);
    this.#buffer.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** The next whole reply, or `undefined` until more bytes have come. */
  next(): Reply | undefined {
    for (;;) {
      const value = this.#bulk === undefined ? this.#readLine() : this.#readBulk(this.#bulk);
      if (value === 'incomplete') return undefined;
      const reply = value === 'opened' ? this.#closeFrames() : this.#addValue(value);
      if (reply !== undefined) return reply;
    }
  }

  #makeRoom(length: number): void {
    const kept = this.#end - this.#start;
    if (this.#end + length <= this.#buffer.length) return;
    const needed = kept + length;
    const target =
      needed > this.#buffer.length ? new Uint8Array(Math.max(needed, 2 * kept)) : this.#buffer;
    target.set(this.#buffer.subarray(this.#start, this.#end));
    this.#buffer = target;
    this.#scanned -= this.#start;
    this.#start = 0;
    this.#end = kept;
  }

  #advance(length: number): void {
    this.#start += length;
    this.#scanned = this.#start;
    this.#consumed += length;
  }

  #readLine(): Reply | 'incomplete' | 'opened' {
    const end = this.#findLineEnd();
    if (end < 0) return 'incomplete';
    const start = this.#start;
    const type = String.fromCharCode(this.#buffer[start]!);
    const line = this.#buffer.slice(start + 1, end);
    this.#advance(end + 2 - start);
    const aggregate = AGGREGATES.get(type);
    if (aggregate !== undefined) return this.#openAggregate(aggregate, line);
    const bulk = BULKS.get(type);
    if (bulk !== undefined) return this.#openBulk(bulk, line);
    return readScalar(type, line);
  }

  /** Position of the CR of the first CRLF, or -1. */
  #findLineEnd(): number {
    let at = Math.max(this.#scanned, this.#start);
    for (; at + 1 < this.#end; at++) {
      if (this.#buffer[at] === CR && this.#buffer[at + 1] === LF) return at;
    }
    this.#scanned = at;
    if (this.#end - this.#start > this.#limits.lineBytes)
      throw new ReplyFormatError('the reply holds too long a line');
    return -1;
  }

  #openBulk(type: BulkType, line: Uint8Array): Reply | 'opened' {
    const length = parseInteger(line, 0, line.length);
    if (length === -1 && type === 'bulk') return { type: 'null', form: 'bulk' };
    if (!(length >= 0 && length <= this.#limits.bulkBytes)) throw invalid('string length', line);
    this.#bulk = { type, length };
    return 'opened';
  }

  #readBulk(bulk: { type: BulkType; length: number }): Reply | 'incomplete' {
    const start = this.#start;
    const end = start + bulk.length;
    if (this.#end < end + 2) return 'incomplete';
    if (this.#buffer[end] !== CR || this.#buffer[end + 1] !== LF) {
      throw new ReplyFormatError('the reply holds a string without its end');
    }
    const bytes = this.#buffer.slice(start, end);
    this.#bulk = undefined;
    this.#advance(bulk.length + 2);
    if (bulk.type === 'bulk') return { type: 'bulk', bytes };
    if (bulk.type === 'bulk-error') return { type: 'error', error: new ReplyError(bytes) };
    if (bytes.length < 4 || bytes[3] !== 0x3a)
      throw invalid('verbatim string', bytes.subarray(0, 16));
    return { type: 'verbatim', format: toLatin1(bytes.subarray(0, 3)), bytes: bytes.subarray(4) };
  }

  #openAggregate(type: AggregateType, line: Uint8Array): Reply | 'opened' {
    const count = parseInteger(line, 0, line.length);
    if (count === -1 && type === 'array') return { type: 'null', form: 'array' };
    const size = type === 'map' || type === 'attribute' ? 2 * count : count;
    this.#elements += size;
    if (!(count >= 0 && this.#elements <= this.#limits.elements))
      throw invalid('number of elements', line);
    if (this.#frames.length >= this.#limits.depth)
      throw new ReplyFormatError('the reply is nested too deeply');
    if (type === 'push' && this.#frames.length > 0)
      throw new ReplyFormatError('the reply holds a push inside a value');
    // An attribute does not take the attribute before it: both belong to the value that follows.
    const attributes = type === 'attribute' ? undefined : this.#takePending();
    this.#frames.push({ type, items: [], size, attributes, pending: undefined });
    return 'opened';
  }

  #takePending(): readonly ReplyPair[] | undefined {
    const holder = this.#frames.at(-1);
    const pending = holder === undefined ? this.#pending : holder.pending;
    if (holder === undefined) this.#pending = undefined;
    else holder.pending = undefined;
    return pending;
  }

  #addValue(value: Reply): Reply | undefined {
    const attributes = this.#takePending();
    const reply = attributes === undefined ? value : { ...value, attributes };
    const frame = this.#frames.at(-1);
    if (frame === undefined) return this.#finish(reply);
    frame.items.push(reply);
    return this.#closeFrames();
  }

  /** Turns each frame that is complete into a value of the one around it. */
  #closeFrames(): Reply | undefined {
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
      if (this.#bulk !== undefined || frame.items.length < frame.size) return undefined;
      this.#frames.pop();
      const parent = this.#frames.at(-1);
      if (frame.type === 'attribute') {
        const before = this.#takePending() ?? [];
        const pairs = [...before, ...pairUp(frame.items)];
        if (parent === undefined) this.#pending = pairs;
        else parent.pending = pairs;
        return undefined;
      }
      const reply = closeFrame(frame.type, frame);
      if (parent === undefined) return this.#finish(reply);
      parent.items.push(reply);
    }
    return undefined;
  }

  #finish(reply: Reply): Reply {
    this.#elements = 0;
    return reply;
  }
}

function closeFrame(type: 'array' | 'set' | 'push' | 'map', frame: Frame): Reply {
  const attributes = frame.attributes === undefined ? {} : { attributes: frame.attributes };
  if (type === 'map') return { type, pairs: pairUp(frame.items), ...attributes };
  return { type, items: frame.items, ...attributes };
}

function pairUp(items: readonly Reply[]): ReplyPair[] {
  const pairs: ReplyPair[] = [];
  for (let index = 0; index + 1 < items.length; index += 2) {
    pairs.push([items[index]!, items[index + 1]!]);
  }
  return pairs;
}

function readScalar(type: string, line: Uint8Array): Reply {
  switch (type) {
    case '+':
      return { type: 'status', bytes: line };
    case '-':
      return { type: 'error', error: new ReplyError(line) };
    case ':':
      return readInteger(line);
    case ',':
      return readDouble(line);
    case '(':
      return readBigNumber(line);
    case '#':
      return readBoolean(line);
    case '_':
      if (line.length > 0) throw invalid('null', line);
      return { type: 'null', form: 'null' };
    default:
      throw new ReplyFormatError(
        `no reply begins with ${quoteBytes(Uint8Array.of(type.charCodeAt(0)))}`,
      );
  }
}

function readInteger(line: Uint8Array): Reply {
  const value = parseInteger(line, 0, line.length);
  if (Number.isFinite(value)) return { type: 'integer', value };
  const big = parseBigInteger(line, 0, line.length);
  if (big === undefined) throw invalid('integer', line);
  return { type: 'integer', value: big };
}

function readDouble(line: Uint8Array): Reply {
  const text = toLatin1(line);
  if (equalsIgnoreCase(line, 'inf')) return { type: 'double', value: Infinity, text };
  if (equalsIgnoreCase(line, '-inf')) return { type: 'double', value: -Infinity, text };
  // C libraries print the sign of a NaN as they like.
  if (equalsIgnoreCase(line, 'nan') || equalsIgnoreCase(line, '-nan'))
    return { type: 'double', value: NaN, text };
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw invalid('double', line);
  return { type: 'double', value: Number(text), text };
}

function readBigNumber(line: Uint8Array): Reply {
  const text = toLatin1(line);
  if (!/^[+-]?\d+$/.test(text)) throw invalid('big number', line);
  return {
    type: 'big-number',
    value: text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text.replace('+', '')),
  };
}

function readBoolean(line: Uint8Array): Reply {
  const text = toLatin1(line);
  if (text !== 't' && text !== 'f') throw invalid('boolean', line);
  return { type: 'boolean', value: text === 't' };
}

function invalid(what: string, line: Uint8Array): ReplyFormatError {
  return new ReplyFormatError(
    `the reply holds an invalid ${what}: ${quoteBytes(line.subarray(0, 64))}`,
  );
}
