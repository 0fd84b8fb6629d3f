import type { Command } from '../../command/command.ts';
import { llen } from './llen.ts';
import { lrange } from './lrange.ts';
import { lpop, rpop } from './pop.ts';
import { lpush, lpushx, rpush, rpushx } from './push.ts';

/** Commands on lists. */
export const listCommands: readonly Command[] = [
  lpush,
  rpush,
  lpushx,
  rpushx,
  lpop,
  rpop,
  llen,
  lrange,
];
