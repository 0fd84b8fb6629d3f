import { test } from 'node:test';
import { startServerPair } from '../support/server-pair.ts';
import { compareChorus, type Voices } from './chorus.ts';

const PROTOCOLS: readonly Voices[] = [
  { m: 2, n: 2, c: 2 },
  { m: 3, n: 2, c: 3 },
];

test('MONITOR shows what redis-server shows, line by line, in both protocols', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  for (const voices of PROTOCOLS) {
    await compareChorus(context, pair, {
      voices,
      text: `
      c SET before 1
      m MONITOR
      n MONITOR
      c SET k "a b"
      c get "quote\\" back\\\\slash \\n\\r\\t\\a\\b \\x00\\x1f\\x7f\\x80\\xff"
      c GET ""
      c SELECT 3
      c GET k
      c SELECT 0 ; GET k ; ECHO x
      c NOSUCH a
      c GET
      c INCRBY k x
      c AUTH wrong
      c AUTH default wrong
      c PING ; INFO nosuch ; CLIENT GETNAME
      c CONFIG GET maxmemory
      c CONFIG SET requirepass ""
      c ACL WHOAMI
      c ACL SETUSER ann >secret
      c CLIENT LIST ID 1000000
      c CLIENT KILL ID 1000000
      c SLOWLOG RESET
      c DEBUG SLEEP 0
      c PUBLISH x m
      c SUBSCRIBE x ; UNSUBSCRIBE x
      c TIME x
      `,
    });
  }
});

test('a transaction is shown as it runs: MULTI, its calls, then EXEC', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  for (const voices of PROTOCOLS) {
    await compareChorus(context, pair, {
      voices,
      text: `
      m MONITOR
      c MULTI ; SET k 1 ; SELECT 2 ; GET k ; EXEC
      c MULTI ; GET k ; DISCARD
      c MULTI ; NOSUCH ; EXEC
      c EXEC
      c WATCH k ; MULTI ; GET k ; EXEC ; UNWATCH
      c MULTI ; MONITOR ; EXEC
      c MULTI ; CONFIG GET maxmemory ; EXEC
      `,
    });
  }
});

test('who monitors sees himself, touches no data, and ends it with RESET', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  for (const voices of PROTOCOLS) {
    await compareChorus(context, pair, {
      voices,
      text: `
      m MONITOR
      m MONITOR
      m PING x
      m GET k
      m SET k 1
      m SUBSCRIBE x
      c PUBLISH x hello
      m UNSUBSCRIBE x
      m PUBLISH x m
      m SELECT 3
      m ECHO hi
      m CLIENT REPLY OFF ; ECHO hi ; CLIENT REPLY ON
      m CLIENT SETNAME watcher
      c CLIENT LIST TYPE pubsub
      c CLIENT LIST TYPE replica
      m RESET
      m ECHO hi
      m SET k 1
      c GET k
      m MONITOR
      n MONITOR
      m QUIT
      c GET k
      `,
    });
  }
});

test('MONITOR needs its right, and a user who has lost it is not cut off', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  await compareChorus(context, pair, {
    voices: { m: 2, c: 2 },
    text: `
    c ACL SETUSER ann on nopass ~* +@all -@admin
    m AUTH ann x
    m MONITOR
    c ACL SETUSER ann +monitor
    m MONITOR
    c ACL SETUSER ann -monitor
    c GET k
    m MONITOR
    `,
  });
});
