import { test } from 'node:test';
import { startServerPair } from '../support/server-pair.ts';
import { compareServers, script } from './compare.ts';
import { converse } from './conversation.ts';

test('transactions and watched keys answer as in redis-server', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const steps = script(`
    = SET a 1
    = GET a
    = WATCH a
    = MULTI
    = SET a 2
    = GET a
    = EXEC
    = WATCH a
    ! UNWATCH x
    = UNWATCH
    ! WATCH
    = WATCH a a b
    = SET a 3
    = MULTI
    = SET a 4
    = EXEC
    = GET a
    = MULTI
    = EXEC
    = MULTI
    = INCR x
    = INCR x
    ! LCS a
    ! GET a b c
    ! EXEC
    ! DISCARD
    = MULTI
    = SET z 1
    = INCRBYFLOAT a foo
    = GETSET z 9
    = CONFIG GET maxmemory
    = SELECT 3
    = SET inthree 1
    = DBSIZE
    = CLIENT GETNAME
    = CLIENT SETNAME foo
    ! COMMAND COUNT x
    = PING hi
    = ECHO a
    = TYPE z
    ! OBJECT HELP x
    = EXPIRE z 100
    = TTL z
    ! RESET x
    ! EXEC
    = MULTI
    = GET z
    = RESET
    = PING
    = MULTI
    = SET z 1
    = RESET
    ! EXEC
    = WATCH z
    = SET z 5
    = RESET
    = MULTI
    = PING
    = EXEC
    = WATCH z
    = MULTI
    = DISCARD
    = SET z 9
    = MULTI
    = GET z
    = EXEC
    = SELECT 0
    = WATCH q
    = SELECT 1
    = SET q 1
    = MULTI
    = PING
    = EXEC
    = SELECT 0
    = WATCH q
    = SWAPDB 0 1
    = MULTI
    = PING
    = EXEC
    = FLUSHALL
    = WATCH nokey
    = FLUSHALL
    = MULTI
    = PING
    = EXEC
    = SET k 1
    = WATCH k
    = FLUSHDB
    = MULTI
    = PING
    = EXEC
    = SET k v
    = WATCH k
    = EXPIRE k 100
    = MULTI
    = PING
    = EXEC
    = WATCH k
    = TOUCH k
    = GET k
    = MULTI
    = PING
    = EXEC
    = WATCH k
    = SET k v NX
    = MULTI
    = PING
    = EXEC
    = WATCH k
    = DEL nokey
    = PERSIST k
    = PERSIST k
    = MULTI
    = PING
    = EXEC
    = MULTI
    ! MULTI
    = EXEC
    = MULTI
    ! WATCH k
    = UNWATCH
    = EXEC
    = MULTI
    = QUIT
  `);
  await compareServers(pair.redis, pair.casemate, steps);
});

test('what others do between WATCH and EXEC counts as in redis-server', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const steps = [
    'SET k 2',
    'SET other 2',
    'GET k',
    'DEL k',
    'DEL none',
    'EXPIRE k 100',
    'PEXPIREAT k 1',
    'PERSIST k',
    'RENAME k other',
    'RENAME other k',
    'COPY other k REPLACE',
    'COPY k other REPLACE',
    'MOVE k 1',
    'SWAPDB 0 1',
    'SWAPDB 2 3',
    'FLUSHALL',
    'FLUSHDB',
    'APPEND k x',
    'APPEND k ""',
    'SETRANGE k 0 ""',
    'INCRBY k 0',
    'SETNX k 1',
    'GETEX k',
    'GETEX k PERSIST',
    'GETEX k EX 100',
    'GETDEL k',
    'TOUCH k',
    'UNLINK k',
    'MSET other 1 k 2',
    'MSETNX other 1 k 2',
    'GETSET k 1',
    'SET k 1 XX',
    'SET k 1 NX',
  ];
  for (const step of steps) {
    await converse(
      pair,
      `
      a = FLUSHALL
      a = MSET k 1 other 5
      a = WATCH k
      b ? ${step}
      a = MULTI
      a = PING
      a = EXEC
      a = WATCH missing
      b ? ${step.replaceAll(' k', ' missing')}
      a = MULTI
      a = PING
      a = EXEC
      `,
    );
  }
});
