import { test } from 'node:test';
import { startServerPair } from '../support/server-pair.ts';
import { compareServers, script } from './compare.ts';

/** The last database and those behind it, by every command that names one. */
const STEPS = script(`
  = SET k v
  = CONFIG GET databases
  ! CONFIG SET databases 5
  = SELECT 0
  ? SELECT 1
  ? SELECT 2
  ! SELECT 3
  ! SELECT 16
  ! SELECT -1
  ! SELECT x
  = SELECT 0
  ? SWAPDB 0 1
  ? SWAPDB 1 0
  ! SWAPDB 0 3
  ! SWAPDB 0 -1
  ? COPY k k2 DB 2
  ! COPY k k2 DB 3
  ? MOVE k 2
  ! MOVE k 3
  ! MOVE k 0
  = DBSIZE
`);

for (const count of [1, 2, 3]) {
  test(`with databases ${count} there are so many and no more`, async (context) => {
    const pair = await startServerPair(context, [`databases ${count}`]);
    if (pair === undefined) return;
    await compareServers(pair.redis, pair.casemate, STEPS);
  });
}
