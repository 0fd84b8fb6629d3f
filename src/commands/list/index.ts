import type { Command } from '../../command/command.ts';
import { blmove, brpoplpush } from './blmove.ts';
import { blmpop } from './blmpop.ts';
import { blpop, brpop } from './blpop.ts';
import { lindex } from './lindex.ts';
import { linsert } from './linsert.ts';
import { llen } from './llen.ts';
import { lmove, rpoplpush } from './lmove.ts';
import { lmpop } from './lmpop.ts';
import { lpos } from './lpos.ts';
import { lrange } from './lrange.ts';
import { lrem } from './lrem.ts';
import { lset } from './lset.ts';
import { ltrim } from './ltrim.ts';
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
  blpop,
  brpop,
  blmove,
  brpoplpush,
  blmpop,
  llen,
  lindex,
  lrange,
  lset,
  linsert,
  lrem,
  ltrim,
  lpos,
  lmove,
  rpoplpush,
  lmpop,
];
