import type { Command } from '../../command/command.ts';
import { bzmpop } from './bzmpop.ts';
import { bzpopmax, bzpopmin } from './bzpop.ts';
import { zadd, zincrby } from './zadd.ts';
import { zcard } from './zcard.ts';
import { zcount, zlexcount } from './zcount.ts';
import { zdiff, zdiffstore } from './zdiff.ts';
import { zinter, zintercard, zinterstore } from './zinter.ts';
import { zmpop } from './zmpop.ts';
import { zpopmax, zpopmin } from './zpop.ts';
import { zrandmember } from './zrandmember.ts';
import {
  zrange,
  zrangebylex,
  zrangebyscore,
  zrevrange,
  zrevrangebylex,
  zrevrangebyscore,
} from './zrange.ts';
import { zrangestore } from './zrangestore.ts';
import { zrank, zrevrank } from './zrank.ts';
import { zrem } from './zrem.ts';
import { zremrangebylex, zremrangebyrank, zremrangebyscore } from './zremrange.ts';
import { zscan } from './zscan.ts';
import { zmscore, zscore } from './zscore.ts';
import { zunion, zunionstore } from './zunion.ts';

/** Commands on sorted sets. */
export const sortedSetCommands: readonly Command[] = [
  zadd,
  zincrby,
  zrem,
  zcard,
  zscore,
  zmscore,
  zcount,
  zlexcount,
  zrank,
  zrevrank,
  zrange,
  zrevrange,
  zrangebyscore,
  zrevrangebyscore,
  zrangebylex,
  zrevrangebylex,
  zrangestore,
  zremrangebyrank,
  zremrangebyscore,
  zremrangebylex,
  zpopmin,
  zpopmax,
  zmpop,
  bzpopmin,
  bzpopmax,
  bzmpop,
  zrandmember,
  zscan,
  zunion,
  zunionstore,
  zinter,
  zinterstore,
  zintercard,
  zdiff,
  zdiffstore,
];
