import { quoteBytes, toLatin1 } from '../../../base/bytes.ts';
import type { Reply } from '../../../resp/reply-value.ts';

/** How bytes become a string of JSON: `text` as it is, `quoted` with escapes for all that isn't printable ASCII. */
export type JsonStrings = 'text' | 'quoted';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The reply as JSON on one line. It is put together by hand: integers keep all their digits, and a map's keys, which
 * any client may have chosen, never become keys of an object of ours.
 */
export function formatJson(reply: Reply, strings: JsonStrings): string {
  switch (reply.type) {
    case 'status':
    case 'bulk':
    case 'verbatim':
      return jsonString(reply.bytes, strings);
    case 'error':
      return `{"error":${jsonString(reply.error.bytes, strings)}}`;
    case 'null':
      return 'null';
    case 'integer':
    case 'big-number':
    case 'boolean':
      return String(reply.value);
    case 'double':
      // JSON has no infinities and no NaN.
      return Number.isFinite(reply.value) ? String(reply.value) : JSON.stringify(reply.text);
    case 'array':
    case 'set':
    case 'push':
      return `[${reply.items.map((each) => formatJson(each, strings)).join(',')}]`;
    case 'map':
      return `{${reply.pairs
        .map(([key, value]) => `${jsonKey(key, strings)}:${formatJson(value, strings)}`)
        .join(',')}}`;
  }
}

function jsonKey(key: Reply, strings: JsonStrings): string {
  const text = formatJson(key, strings);
  return text.startsWith('"') ? text : JSON.stringify(text);
}

/** UTF-8 as it is; other bytes one character each, so that none is lost. */
function jsonString(bytes: Uint8Array, strings: JsonStrings): string {
  if (strings === 'quoted') return JSON.stringify(quoteBytes(bytes).slice(1, -1));
  try {
    return JSON.stringify(strict.decode(bytes));
  } catch {
    return JSON.stringify(toLatin1(bytes));
  }
}
