import type { ArgumentDoc } from '../../command/docs.ts';

/** `numkeys key …`, where the keys are those of the spec with this index. */
export function inputArguments(keySpec: number): readonly ArgumentDoc[] {
  return [
    { name: 'numkeys', type: 'integer' },
    { name: 'key', type: 'key', keySpec, flags: ['multiple'] },
  ];
}

export const DESTINATION: ArgumentDoc = { name: 'destination', type: 'key', keySpec: 0 };

/** `WEIGHTS weight …` and `AGGREGATE SUM|MIN|MAX`. */
export const WEIGHT_ARGUMENTS: readonly ArgumentDoc[] = [
  { name: 'weight', type: 'integer', token: 'WEIGHTS', flags: ['optional', 'multiple'] },
  {
    name: 'aggregate',
    type: 'oneof',
    token: 'AGGREGATE',
    flags: ['optional'],
    arguments: [
      { name: 'sum', type: 'pure-token', token: 'SUM' },
      { name: 'min', type: 'pure-token', token: 'MIN' },
      { name: 'max', type: 'pure-token', token: 'MAX' },
    ],
  },
];
