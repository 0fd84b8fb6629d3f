import type { Command } from '../../command/command.ts';
import { del, unlink } from './del.ts';
import { exists, touch } from './exists.ts';

/** Commands on keys, whatever they hold. */
export const keyCommands: readonly Command[] = [del, unlink, exists, touch];
