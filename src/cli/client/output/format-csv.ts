import { quoteBytes } from '../../../base/bytes.ts';
import type { Reply } from '../../../resp/reply-value.ts';

/** The reply as comma-separated values on one line: what is nested is written out flat. */
export function formatCsv(reply: Reply): string {
  switch (reply.type) {
    case 'status':
    case 'bulk':
    case 'verbatim':
      return quoteBytes(reply.bytes);
    case 'error':
      return `ERROR,${quoteBytes(reply.error.bytes)}`;
    case 'null':
      return 'NULL';
    case 'integer':
    case 'big-number':
    case 'boolean':
      return String(reply.value);
    case 'double':
      return reply.text;
    case 'array':
    case 'set':
    case 'push':
      return reply.items.map(formatCsv).join(',');
    case 'map':
      return reply.pairs.map((pair) => pair.map(formatCsv).join(',')).join(',');
  }
}
