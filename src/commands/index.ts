import type { Command } from '../command/command.ts';
import { bitmapCommands } from './bitmap/index.ts';
import { hashCommands } from './hash/index.ts';
import { keyCommands } from './keys/index.ts';
import { listCommands } from './list/index.ts';
import { setCommands } from './set/index.ts';
import { sortCommands } from './sort/index.ts';
import { sortedSetCommands } from './sorted-set/index.ts';
import { stringCommands } from './string/index.ts';

/** All families of data, as far as they need nothing but the call. */
export const dataCommands: readonly Command[] = [
  ...stringCommands,
  ...bitmapCommands,
  ...listCommands,
  ...sortCommands,
  ...hashCommands,
  ...setCommands,
  ...sortedSetCommands,
  ...keyCommands,
];
