import type { Command } from '../../command/command.ts';
import { get } from './get.ts';
import { decr, decrby, incr, incrby } from './incr.ts';
import { mget } from './mget.ts';
import { mset, msetnx } from './mset.ts';
import { set } from './set.ts';
import { psetex, setex } from './setex.ts';
import { setnx } from './setnx.ts';
import { strlen } from './strlen.ts';

/** Commands on strings. */
export const stringCommands: readonly Command[] = [
  get,
  set,
  setnx,
  setex,
  psetex,
  mget,
  mset,
  msetnx,
  strlen,
  incr,
  decr,
  incrby,
  decrby,
];
