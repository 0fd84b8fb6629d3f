import type { Command } from '../../command/command.ts';
import type { Keyspace } from '../../keyspace/keyspace.ts';
import { copy } from './copy.ts';
import { dbsize } from './dbsize.ts';
import { del, unlink } from './del.ts';
import { exists, touch } from './exists.ts';
import { expire, expireat, pexpire, pexpireat } from './expire.ts';
import { flushall, flushdb } from './flush.ts';
import { keys } from './keys.ts';
import { move } from './move.ts';
import { object } from './object.ts';
import { persist } from './persist.ts';
import { randomkey } from './randomkey.ts';
import { rename, renamenx } from './rename.ts';
import { scan } from './scan.ts';
import { swapdb } from './swapdb.ts';
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
  rename,
  renamenx,
  copy,
  move,
  randomkey,
  keys,
  scan,
  dbsize,
];

/** Commands on whole databases, which need what holds them all. */
export function keyspaceCommands(keyspace: Keyspace): readonly Command[] {
  return [flushdb(keyspace), flushall(keyspace), swapdb(keyspace)];
}
