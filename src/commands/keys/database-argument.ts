import type { Call } from '../../command/call.ts';
import { Errors } from '../../command/errors.ts';
import type { Database } from '../../keyspace/database.ts';

export function databaseAt(call: Call, index: number): Database {
  const database = call.databases[index];
  if (database === undefined) throw Errors.databaseIndex;
  return database;
}

/** A word as the number of a database. */
export function readDatabase(call: Call, word: number): Database {
  return databaseAt(call, call.integer32(word));
}
