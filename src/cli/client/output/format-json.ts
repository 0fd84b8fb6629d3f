import { toLatin1 } from '../../base/bytes.ts';
import type { Reply } from '../../resp/reply-value.ts';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The reply as JSON on one line. It is put together by hand: integers keep all their digits, and a map's keys, which
 * any client may have chosen, never become keys of an object of ours.
 */
export function formatJson(reply: Reply): string {
  switch (reply.type) {
    case 'status':
    case 'bulk':
    case 'verbatim':
      return jsonText(reply.bytes);
    case 'error':
      return `{"error":${jsonText(reply.error.bytes)}}`;
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
      return `[${reply.items.map(formatJson).join(',')}]`;
    case 'map':
      return `{${reply.pairs.map(([key, value]) => `${jsonKey(key)}:${formatJson(value)}`).join(',')}}`;
  }
}

function jsonKey(key: Reply): string {
  const text = formatJson(key);
  return text.startsWith('"') ? text : JSON.stringify(text);
}

/** UTF-8 as it is; other bytes one character each, so that none is lost. */
function jsonText(bytes: Uint8Array): string {
  try {
    return JSON.stringify(strict.decode(bytes));
  } catch {
    return JSON.stringify(toLatin1(bytes));
  }
}
