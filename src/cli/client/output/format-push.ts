import { quoteBytes, toLatin1 } from '../../../base/bytes.ts';
import type { Reply } from '../../../resp/reply-value.ts';

/** `-> invalidate: 'key'`, as redis-cli shows what client-side caching sends; `undefined` for other pushes. */
export function formatInvalidation(push: Reply): string | undefined {
  if (push.type !== 'push' || push.items.length !== 2) return undefined;
  const [name, keys] = push.items;
  if (name?.type !== 'bulk' || toLatin1(name.bytes) !== 'invalidate') return undefined;
  if (keys?.type !== 'array') return undefined;
  const names = keys.items.map((key) => {
    return key.type === 'bulk' ? `'${quoteBytes(key.bytes).slice(1, -1)}'` : '?';
  });
  return `-> invalidate: ${names.join(', ')}\n`;
}
