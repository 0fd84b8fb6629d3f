import { test } from 'node:test';
import { startServerPair } from '../support/server-pair.ts';
import { compareServers, script } from './compare.ts';

test('COMMAND answers as redis-server', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const steps = script(`
    ! COMMAND COUNT x
    ! COMMAND FOO
    = COMMAND INFO nosuch get nosuch
    = COMMAND INFO config|get CONFIG|GET client|nosuch
    = COMMAND INFO get set incr mset ping auth copy exec
    ! COMMAND GETKEYS
    ! COMMAND GETKEYS GET
    ! COMMAND GETKEYS GET a b
    = COMMAND GETKEYS GET a
    = COMMAND GETKEYS MSET a 1 b 2
    = COMMAND GETKEYS MSET a 1 b
    ! COMMAND GETKEYS PING
    ! COMMAND GETKEYS PING x
    ! COMMAND GETKEYS NOSUCH a
    ! COMMAND GETKEYS CONFIG GET a
    = COMMAND GETKEYS OBJECT FREQ a
    ! COMMAND GETKEYS OBJECT NOSUCH a
    = COMMAND GETKEYS LCS a b
    = COMMAND GETKEYSANDFLAGS SET a b
    = COMMAND GETKEYSANDFLAGS SET a b GET
    = COMMAND GETKEYSANDFLAGS SET a b NX GET
    = COMMAND GETKEYSANDFLAGS GETEX a
    = COMMAND GETKEYSANDFLAGS RENAME a b
    = COMMAND GETKEYSANDFLAGS COPY a b
    = COMMAND GETKEYSANDFLAGS DEL a b c
    ! COMMAND GETKEYSANDFLAGS PING x
    ! COMMAND LIST FILTERBY
    = COMMAND LIST FILTERBY ACLCAT nosuch
    = COMMAND LIST FILTERBY MODULE nosuch
    = COMMAND LIST FILTERBY PATTERN nosuch*
    = COMMAND LIST FILTERBY PATTERN set
    ~ COMMAND LIST FILTERBY PATTERN config|*
    ! COMMAND LIST FILTERBY FOO x
    ! COMMAND LIST FOO
    = COMMAND DOCS nosuch
    ! COMMAND HELP x
  `);
  await compareServers(pair.redis, pair.casemate, steps);
});
