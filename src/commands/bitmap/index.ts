import type { Command } from '../../command/command.ts';
import { bitcount } from './bitcount.ts';
import { bitfield, bitfieldRo } from './bitfield.ts';
import { bitop } from './bitop.ts';
import { bitpos } from './bitpos.ts';
import { getbit } from './getbit.ts';
import { setbit } from './setbit.ts';

/** Commands on the bits of strings. */
export const bitmapCommands: readonly Command[] = [
  setbit,
  getbit,
  bitcount,
  bitpos,
  bitop,
  bitfield,
  bitfieldRo,
];
