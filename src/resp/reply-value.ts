import { toUtf8 } from '../base/bytes.ts';

/** An error the server sent; its code is the first word, as in `WRONGTYPE`. */
export class ReplyError extends Error {
  override readonly name = 'ReplyError';
  readonly code: string;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    const text = toUtf8(bytes);
    super(text);
    this.bytes = bytes;
    this.code = text.split(' ', 1)[0] ?? '';
  }
}

/** Which of the wire's three spellings a null had: `_`, `$-1` or `*-1`. */
export type NullForm = 'null' | 'bulk' | 'array';

export type ReplyPair = readonly [Reply, Reply];

interface Attributed {
  /** The pairs of an attribute that stood before this value. */
  readonly attributes?: readonly ReplyPair[];
}

/** A value of RESP2 or RESP3. */
export type Reply = Attributed &
  (
    | { readonly type: 'status'; readonly bytes: Uint8Array }
    | { readonly type: 'error'; readonly error: ReplyError }
    | { readonly type: 'integer'; readonly value: number | bigint }
    | { readonly type: 'bulk'; readonly bytes: Uint8Array }
    | { readonly type: 'null'; readonly form: NullForm }
    | { readonly type: 'boolean'; readonly value: boolean }
    | { readonly type: 'double'; readonly value: number; readonly text: string }
    | { readonly type: 'big-number'; readonly value: bigint }
    | { readonly type: 'verbatim'; readonly format: string; readonly bytes: Uint8Array }
    | { readonly type: 'array' | 'set' | 'push'; readonly items: readonly Reply[] }
    | { readonly type: 'map'; readonly pairs: readonly ReplyPair[] }
  );
