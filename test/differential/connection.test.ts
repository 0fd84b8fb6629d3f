import { test } from 'node:test';
import { startServerPair } from '../support/server-pair.ts';
import { compareServers, script } from './compare.ts';

test('PING, ECHO, SELECT, HELLO, AUTH, RESET and QUIT answer as redis-server', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const steps = script(`
    = PING
    = PING hello
    ! PING a b
    = ECHO ""
    ! ECHO a b
    = SELECT 0
    = SELECT 15
    ! SELECT 16
    ! SELECT -1
    ! SELECT abc
    ! SELECT 01
    ! SELECT " 1"
    ! SELECT 99999999999999999999
    ! SELECT 0 1
    = HELLO
    = HELLO 2
    = HELLO 3
    = HELLO 3 SETNAME x
    ! HELLO 2 SETNAME
    = HELLO 2 setname y
    = CLIENT GETNAME
    ! HELLO 2 FOO
    ! HELLO 2 AUTH default
    = HELLO 2 AUTH default x
    ! HELLO 2 AUTH nobody x
    ! HELLO 1
    ! HELLO 4
    ! HELLO abc
    ! HELLO 2 SETNAME "a b"
    = HELLO 2 SETNAME ""
    = CLIENT GETNAME
    = HELLO 2 SETNAME a SETNAME b
    = CLIENT GETNAME
    = HELLO 3 AUTH default x SETNAME c
    ! AUTH x
    = AUTH default x
    ! AUTH nobody x
    ! AUTH a b c
    = RESET
    ! RESET x
    = CLIENT GETNAME
    = QUIT
  `);
  await compareServers(pair.redis, pair.casemate, steps);
});
