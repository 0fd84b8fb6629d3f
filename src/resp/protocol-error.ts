/** Bytes that are no request. The client is told and the connection ends. Wording as Redis. */
export const ProtocolErrors = {
  multibulkLength: 'Protocol error: invalid multibulk length',
  multibulkLengthUnauthenticated: 'Protocol error: unauthenticated multibulk length',
  bulkLength: 'Protocol error: invalid bulk length',
  bulkLengthUnauthenticated: 'Protocol error: unauthenticated bulk length',
  multibulkHeaderTooBig: 'Protocol error: too big mbulk count string',
  bulkHeaderTooBig: 'Protocol error: too big bulk count string',
  inlineTooBig: 'Protocol error: too big inline request',
  unbalancedQuotes: 'Protocol error: unbalanced quotes in request',
} as const;

export function expectedDollar(byte: number): string {
  return `Protocol error: expected '$', got '${String.fromCharCode(byte)}'`;
}

/** What a request may hold at most; tighter before authentication (attack row "unauthenticated memory"). */
export interface RequestLimits {
  readonly wordsMax: number;
  readonly bulkBytesMax: number;
  readonly authenticated: boolean;
}
