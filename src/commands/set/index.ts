import type { Command } from '../../command/command.ts';
import { sadd } from './sadd.ts';
import { sdiff, sdiffstore } from './sdiff.ts';
import { sinter, sintercard, sinterstore } from './sinter.ts';
import { sismember, smismember } from './sismember.ts';
import { scard, smembers } from './smembers.ts';
import { smove } from './smove.ts';
import { spop } from './spop.ts';
import { srandmember } from './srandmember.ts';
import { srem } from './srem.ts';
import { sscan } from './sscan.ts';
import { sunion, sunionstore } from './sunion.ts';

/** Commands on sets. */
export const setCommands: readonly Command[] = [
  sadd,
  srem,
  sismember,
  smismember,
  smembers,
  scard,
  spop,
  srandmember,
  smove,
  sinter,
  sinterstore,
  sintercard,
  sunion,
  sunionstore,
  sdiff,
  sdiffstore,
  sscan,
];
