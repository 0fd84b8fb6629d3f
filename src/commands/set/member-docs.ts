import { type ArgumentDoc, KEY } from '../../command/docs.ts';

/** Arguments that several commands on sets have. */
export const MEMBER: ArgumentDoc = { name: 'member', type: 'string' };
export const MEMBERS: ArgumentDoc = { name: 'member', type: 'string', flags: ['multiple'] };
export const KEYS: readonly ArgumentDoc[] = [{ ...KEY, flags: ['multiple'] }];
export const DESTINATION_AND_KEYS: readonly ArgumentDoc[] = [
  { name: 'destination', type: 'key', keySpec: 0 },
  { name: 'key', type: 'key', keySpec: 1, flags: ['multiple'] },
];
