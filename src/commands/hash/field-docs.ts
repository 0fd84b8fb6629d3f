import type { ArgumentDoc } from '../../command/docs.ts';

/** Arguments that several commands on hashes have. */
export const FIELD: ArgumentDoc = { name: 'field', type: 'string' };
export const FIELDS: ArgumentDoc = { name: 'field', type: 'string', flags: ['multiple'] };
export const FIELDS_AND_VALUES: ArgumentDoc = {
  name: 'data',
  type: 'block',
  flags: ['multiple'],
  arguments: [FIELD, { name: 'value', type: 'string' }],
};
