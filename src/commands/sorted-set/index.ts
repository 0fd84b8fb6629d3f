import type { Command } from '../../command/command.ts';
import { zadd, zincrby } from './zadd.ts';
import { zcard } from './zcard.ts';
import { zpopmax, zpopmin } from './zpop.ts';
import {
  zrange,
  zrangebylex,
  zrangebyscore,
  zrevrange,
  zrevrangebylex,
  zrevrangebyscore,
} from './zrange.ts';
import { zmscore, zscore } from './zscore.ts';

/** Commands on sorted sets. */
export const sortedSetCommands: readonly Command[] = [
  zadd,
  zincrby,
  zcard,
  zscore,
  zmscore,
  zrange,
  zrevrange,
  zrangebyscore,
  zrevrangebyscore,
  zrangebylex,
  zrevrangebylex,
  zpopmin,
  zpopmax,
];
