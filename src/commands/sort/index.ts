import type { Command } from '../../command/command.ts';
import { sort, sortRo } from './sort.ts';

/** SORT on lists, sets and sorted sets. */
export const sortCommands: readonly Command[] = [sort, sortRo];
