import type { ArgumentDoc } from '../command/docs.ts';

/** What SSCAN, HSCAN and ZSCAN take behind their key. */
export const SCAN_ARGUMENTS: readonly ArgumentDoc[] = [
  { name: 'cursor', type: 'integer' },
  { name: 'pattern', type: 'pattern', token: 'MATCH', flags: ['optional'] },
  { name: 'count', type: 'integer', token: 'COUNT', flags: ['optional'] },
];
