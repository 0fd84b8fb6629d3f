import type { ValueType } from '../keyspace/entry.ts';
import type { Reply } from '../resp/reply.ts';

/** The keys that a blocked call waits for: words of its request, side by side. */
export interface WaitedKeys {
  readonly first: number;
  readonly count: number;
  /** Only a value of this type ends the waiting. */
  readonly type: ValueType;
  /** It ends as well when such a value goes or becomes something else: a consumer group is no more. */
  readonly endsWithKey?: true;
}

/** What a call waits for, and what it answers when that doesn't come. */
export interface Wait {
  /** Without keys only time and CLIENT UNBLOCK end it. */
  readonly keys?: WaitedKeys;
  /** 0: for ever. */
  readonly timeoutMs: number;
  readonly onTimeout: (reply: Reply) => void;
}
