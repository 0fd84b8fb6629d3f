import { concatBytes, fromLatin1, fromUtf8, quoteBytes, toUtf8 } from '../../../base/bytes.ts';
import type { Reply, ReplyPair } from '../../../resp/reply-value.ts';
import { formatCsv } from './format-csv.ts';
import { formatJson } from './format-json.ts';
import type { OutputStyle } from './output-style.ts';

const NEWLINE = fromLatin1('\n');
const BLANK = fromLatin1(' ');
const EMPTY_NAMES = { array: 'array', set: 'set', push: 'push', map: 'hash' } as const;
const SEPARATORS = { array: ')', set: '~', push: ')', map: '#' } as const;

/** Control characters except the newline and the tab; a line end of two characters is found as one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROL = /\r\n|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** The reply in the chosen style, with what ends it. */
export function formatReply(reply: Reply, style: OutputStyle): Uint8Array {
  switch (style.format) {
    case 'readable':
      return fromUtf8(readable(reply, ''));
    case 'raw':
      return concatBytes([raw(reply, style.itemDelimiter), style.replyDelimiter]);
    case 'csv':
      return fromUtf8(`${formatCsv(reply)}\n`);
    case 'json':
      return fromUtf8(`${formatJson(reply, 'text')}\n`);
    case 'quoted-json':
      return fromUtf8(`${formatJson(reply, 'quoted')}\n`);
  }
}

/** A reply that is a text for people, such as INFO's: neither quoted nor numbered, and it brings its own end. */
export function formatText(reply: Reply, style: OutputStyle): Uint8Array {
  const text = raw(reply, style.itemDelimiter);
  return style.format === 'readable' ? fromUtf8(harmless(text)) : text;
}

function readable(reply: Reply, prefix: string): string {
  switch (reply.type) {
    case 'status':
      return `${harmless(reply.bytes)}\n`;
    case 'error':
      return `(error) ${harmless(reply.error.bytes)}\n`;
    case 'verbatim':
      return `${harmless(reply.bytes)}\n`;
    case 'bulk':
      return `${quoteBytes(reply.bytes)}\n`;
    case 'integer':
      return `(integer) ${String(reply.value)}\n`;
    case 'big-number':
      return `(bignum) ${String(reply.value)}\n`;
    case 'double':
      return `(double) ${reply.text}\n`;
    case 'boolean':
      return reply.value ? '(true)\n' : '(false)\n';
    case 'null':
      return '(nil)\n';
    case 'array':
    case 'set':
    case 'push':
      return readableItems(reply, prefix);
    case 'map':
      return readableMap(reply.pairs, prefix);
  }
}

function readableItems(
  reply: { type: 'array' | 'set' | 'push'; items: readonly Reply[] },
  prefix: string,
): string {
  const { type, items } = reply;
  if (items.length === 0) return `(empty ${EMPTY_NAMES[type]})\n`;
  const label = labeller(items.length, SEPARATORS[type], prefix);
  return items.map((item, index) => label.of(index) + readable(item, label.prefix)).join('');
}

function readableMap(pairs: readonly ReplyPair[], prefix: string): string {
  if (pairs.length === 0) return `(empty ${EMPTY_NAMES.map})\n`;
  const label = labeller(pairs.length, SEPARATORS.map, prefix);
  const line = ([key, value]: ReplyPair, index: number): string => {
    const name = readable(key, label.prefix).slice(0, -1);
    const text = readable(value, label.prefix);
    // As in redis-cli, a value that takes several lines begins on a line of its own.
    const start = text.indexOf('\n') < text.length - 1 ? `\n${label.prefix}` : '';
    return `${label.of(index)}${name} => ${start}${text}`;
  };
  return pairs.map(line).join('');
}

/** Numbers the lines of one level; the first line stands behind the number of the level around it. */
function labeller(
  count: number,
  separator: string,
  prefix: string,
): { prefix: string; of: (index: number) => string } {
  const width = String(count).length;
  return {
    prefix: prefix + ' '.repeat(width + 2),
    of: (index) => `${index === 0 ? '' : prefix}${String(index + 1).padStart(width)}${separator} `,
  };
}

function raw(reply: Reply, delimiter: Uint8Array): Uint8Array {
  switch (reply.type) {
    case 'status':
    case 'bulk':
    case 'verbatim':
      return reply.bytes;
    case 'error':
      return concatBytes([reply.error.bytes, NEWLINE]);
    case 'null':
      return new Uint8Array(0);
    case 'double':
      return fromLatin1(reply.text);
    case 'boolean':
      return fromLatin1(reply.value ? '(true)' : '(false)');
    case 'integer':
    case 'big-number':
      return fromLatin1(String(reply.value));
    case 'array':
    case 'set':
    case 'push':
      return join(
        reply.items.map((each) => raw(each, delimiter)),
        delimiter,
      );
    case 'map':
      return join(
        reply.pairs.map((pair) =>
          join(
            pair.map((each) => raw(each, delimiter)),
            BLANK,
          ),
        ),
        delimiter,
      );
  }
}

function join(parts: readonly Uint8Array[], delimiter: Uint8Array): Uint8Array {
  return concatBytes(parts.flatMap((part, index) => (index === 0 ? [part] : [delimiter, part])));
}

/** A server's words must not steer the terminal they are shown on. */
function harmless(bytes: Uint8Array): string {
  return toUtf8(bytes).replace(CONTROL, (found) => {
    return found === '\r\n' ? found : `\\x${found.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}
