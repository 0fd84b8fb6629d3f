import type { Command } from '../../command/command.ts';
import { hdel } from './hdel.ts';
import { hget, hmget } from './hget.ts';
import { hgetall, hkeys, hvals } from './hgetall.ts';
import { hincrby } from './hincrby.ts';
import { hincrbyfloat } from './hincrbyfloat.ts';
import { hexists, hlen, hstrlen } from './hlen.ts';
import { hrandfield } from './hrandfield.ts';
import { hscan } from './hscan.ts';
import { hmset, hset } from './hset.ts';
import { hsetnx } from './hsetnx.ts';

/** Commands on hashes. */
export const hashCommands: readonly Command[] = [
  hset,
  hsetnx,
  hmset,
  hget,
  hmget,
  hgetall,
  hkeys,
  hvals,
  hlen,
  hexists,
  hdel,
  hstrlen,
  hincrby,
  hincrbyfloat,
  hrandfield,
  hscan,
];
