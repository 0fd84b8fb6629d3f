import type { Command } from '../../command/command.ts';
import { dbsize } from './dbsize.ts';
import { del, unlink } from './del.ts';
import { exists, touch } from './exists.ts';
import { expire, expireat, pexpire, pexpireat } from './expire.ts';
import { keys } from './keys.ts';
import { object } from './object.ts';
import { persist } from './persist.ts';
import { scan } from './scan.ts';
import { expiretime, pexpiretime, pttl, ttl } from './ttl.ts';
import { type } from './type.ts';

/** Commands on keys, whatever they hold. */
export const keyCommands: readonly Command[] = [
  del,
  unlink,
  exists,
  touch,
  type,
  expire,
  pexpire,
  expireat,
  pexpireat,
  ttl,
  pttl,
  expiretime,
  pexpiretime,
  persist,
  object,
  keys,
  scan,
  dbsize,
];
