import type { Call } from '../../command/call.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import type { Database } from '../../keyspace/database.ts';
import { readInteger64 } from '../integer-argument.ts';

const INT32_MAX = 2_147_483_647;
const INT32_MIN = -2_147_483_648;

const outsideInt32 = new CommandError(
  `ERR value is out of range, value must between ${String(INT32_MIN)} and ${String(INT32_MAX)}`,
);

/** A word as a 32-bit integer, which need not be the number of a database. `error` in place of what else is said. */
export function readDatabaseIndex(call: Call, word: number, error?: CommandError): number {
  const index = readInteger64(call, word, error);
  if (index > INT32_MAX || index < INT32_MIN) throw error ?? outsideInt32;
  return Number(index);
}

export function databaseAt(call: Call, index: number): Database {
  const database = call.databases[index];
  if (database === undefined) throw Errors.databaseIndex;
  return database;
}

/** A word as the number of a database. */
export function readDatabase(call: Call, word: number): Database {
  return databaseAt(call, readDatabaseIndex(call, word));
}
