import { type TestContext, test } from 'node:test';
import { startCasemateServer } from '../support/casemate-server.ts';
import { startValkeyServer } from '../support/redis-server.ts';
import { startServerPair } from '../support/server-pair.ts';
import { compareEnsembles, type Players } from './ensemble.ts';

const FIVE: Players = { a: 2, b: 3, c: 2, d: 3, e: 2 };

/** Where Redis 7.0 does as 7.2. */
async function asIn70(context: TestContext, text: string, players: Players = FIVE): Promise<void> {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const servers = { expected: pair.redis, actual: pair.casemate };
  await compareEnsembles(context, servers, { players, text });
}

/** Where 7.2 runs calls again and 7.0 doesn't: Valkey shows it. */
async function asIn72(context: TestContext, text: string, players: Players = FIVE): Promise<void> {
  const valkey = await startValkeyServer(context);
  if (valkey === undefined) return;
  const casemate = await startCasemateServer(context, { configLines: [] });
  await compareEnsembles(context, { expected: valkey, actual: casemate }, { players, text });
}

test('who came first is served first, and a key that is named twice is one', async (context) => {
  await asIn70(
    context,
    `
    a BLPOP x 0
    b BRPOP x 0
    c BLPOP x 0
    d RPUSH x 1 2
    e LLEN x
    d RPUSH x 3 4
    e LRANGE x 0 -1
    a BLPOP same same same 0
    b BLPOP same 0
    c RPUSH same 1
    c RPUSH same 2
    c RPUSH same 3
    c LRANGE same 0 -1
    a BLPOP one two three 0
    c RPUSH two x
    a BLPOP one two three 0
    c RPUSH three y
    a BLPOP one two three 0
    b BRPOP one 0
    c RPUSH one 1 2 3
    c LRANGE one 0 -1
  `,
  );
});

test('of his keys everybody gets the first that has something when he is served', async (context) => {
  await asIn72(
    context,
    `
    a BLPOP one two three 0
    b BLPOP three two one 0
    c MULTI ; RPUSH three 3 ; RPUSH two 2 ; RPUSH one 1 ; EXEC
    d BLPOP one two three 0
    d BLPOP one two three 0
    a BRPOP one two 0
    b BRPOP two one 0
    c MULTI ; RPUSH two 1 2 ; RPUSH one 3 4 ; EXEC
    c LRANGE one 0 -1
    c LRANGE two 0 -1
  `,
  );
});

test('what is pushed and taken back in one call or transaction serves nobody', async (context) => {
  await asIn70(
    context,
    `
    a BLPOP x 0
    b MULTI ; RPUSH x 1 ; DEL x ; EXEC
    b MULTI ; RPUSH x 1 ; LPOP x ; EXEC
    b MULTI ; RPUSH x 1 ; DEL x ; SET x text ; EXEC
    b GET x
    b DEL x
    b MULTI ; RPUSH x 1 ; DEL x ; RPUSH x 2 3 ; EXEC
    b LRANGE x 0 -1
    b DEL x
    a BLPOP x 0
    b MULTI ; SET x text ; DEL x ; RPUSH x again ; EXEC
    a BLPOP x 0
    b MULTI ; RPUSH x 1 ; RENAME x y ; EXEC
    b RENAME y x
  `,
  );
});

test('a key that comes by another way than a push serves, too', async (context) => {
  await asIn70(
    context,
    `
    e RPUSH stock 1 2 3
    a BLPOP x 0
    e RENAME stock x
    e RENAME x stock
    a BLPOP x 0
    e COPY stock x
    e DEL x
    a BLPOP x 0
    e COPY stock x DB 1
    e SELECT 1
    e MOVE x 0
    e SELECT 0
    e DEL x
    b SELECT 5
    b BLPOP stock 0
    a BLPOP other 0
    e SWAPDB 0 5
    e SWAPDB 0 5
    e RPUSH other 1
    e LRANGE stock 0 -1
    a BLPOP x 0
    e SET x text
    e RENAMENX stock x
    e DEL x
    e RENAMENX stock x
  `,
  );
});

test('what is stored under a key serves those who wait for it', async (context) => {
  await asIn70(
    context,
    `
    e RPUSH stock 3 1 2
    a BLPOP x 0
    e SORT stock STORE x
    e LRANGE x 0 -1
    e ZADD scores 1 m 2 n
    e SADD names m o
    b BZPOPMIN z 0
    e ZRANGESTORE z scores 0 -1
    e DEL z
    b BZPOPMAX z 0
    e ZUNIONSTORE z 2 scores names WEIGHTS 3 1
    e ZRANGE z 0 -1 WITHSCORES
    e DEL z
    b BZPOPMIN z 0
    e ZINTERSTORE z 2 scores names
    b BZPOPMIN z 0
    e ZDIFFSTORE z 2 scores names
    b BZPOPMIN z 0
    e ZDIFFSTORE z 2 scores scores
    e ZINTERSTORE z 2 scores names AGGREGATE MAX
    a BLPOP x 0
    e LPOP x
    e RPUSHX x 1
    e LINSERT x BEFORE 1 2
    e RPOPLPUSH stock x
    a BLPOP y 0
    e LMOVE stock y LEFT RIGHT
  `,
  );
});

test('other types, deletion and expiry leave those who wait for a list alone', async (context) => {
  await asIn70(
    context,
    `
    a BLPOP x y 0
    e SET x text
    e APPEND x more
    e DEL x
    e SETEX x 100 text
    e PEXPIRE x 1
    e FLUSHDB
    e FLUSHALL
    e SET y text
    e FLUSHALL
    e RPUSH y 1
    e SET x text
    b BLPOP x 0
    b BLPOP y x 0
    b BRPOP y 0
    e RPUSH y 1
    e DEL x
    e SWAPDB 3 4
  `,
  );
});

test('types and rights are those of the moment of serving', async (context) => {
  await asIn72(
    context,
    `
    a BLPOP x y 0
    e SET x text
    e RPUSH y 1
    e LRANGE y 0 -1
    e ACL SETUSER bob on nopass ~* +@all
    b AUTH bob any
    b BLPOP mine 0
    c BLPOP mine 0
    e ACL SETUSER bob -blpop
    e RPUSH mine 1 2
    e LRANGE mine 0 -1
    b PING
    e ACL SETUSER bob +blpop resetkeys ~other*
    b BLPOP other 0
    e ACL SETUSER bob resetkeys ~mine*
    e RPUSH other 1
    e LRANGE other 0 -1
    e ACL LOG RESET
  `,
  );
});

test('a transaction never waits', async (context) => {
  await asIn70(
    context,
    `
    a MULTI ; BLPOP x 0 ; BRPOP x y 0 ; RPUSH y 1 ; BLPOP x y 0 ; EXEC
    b MULTI ; BLPOP x 0 ; BRPOP x y 0 ; RPUSH y 1 ; BLPOP x y 0 ; EXEC
    a MULTI ; BLPOP x -1 ; BLPOP x nought ; EXEC
    b BLPOP x 0
    a MULTI ; BLPOP x 0 ; RPUSH x 1 ; EXEC
    a WATCH x
    b BLPOP x 0
    c RPUSH x 1
    a MULTI ; PING ; EXEC
  `,
  );
});

test('timeouts are read as in redis-server', async (context) => {
  await asIn70(
    context,
    `
    a BLPOP x -1
    a BLPOP x -0.1
    a BLPOP x nought
    a BLPOP x ''
    a BLPOP x ' 1'
    a BLPOP x '1 '
    a BLPOP x nan
    a BLPOP x -inf
    a BLPOP 0 0 0 -0.00001x
    e SET x text
    a BLPOP x -1
    a BLPOP x 1
    e DEL x
    a BLPOP x 0.001 ...
    b BLPOP x 1e-2 ...
    a BLPOP x 0x.01 ...
    a BLPOP x 100
    b BLPOP x 9000000000
    c BLPOP x -0.0001
    d BLPOP x 0.02 ...
    d BLPOP x 9223370000000000
    e RPUSH x 1
    e RPUSH x 2
    e RPUSH x 3
    e RPUSH x 4
  `,
  );
});

test('timeouts are rounded up, and what no 64 bits hold is out of range', async (context) => {
  await asIn72(
    context,
    `
    b BRPOP x 0.0001 ...
    b BRPOP x 1e-100 ...
    a BLPOP x 1e400
    a BLPOP x 1e4933
    a BLPOP x inf
    a BLPOP x -inf
    a BLPOP x -1e400
    a BLPOP x 9223372036854775807
    a BLPOP x 9223372036854776
    a BLPOP x 9223372036854775.807
    a BLPOP x 9223372036854775.808
    a BLPOP x 0x7FFFFFFFFFFFFFFF
    a BLPOP x 0x7FFFFFFFFFFFFF
  `,
  );
});

test('CLIENT UNBLOCK ends the waiting with a timeout or an error', async (context) => {
  await asIn70(
    context,
    `
    a BLPOP x 0
    e CLIENT UNBLOCK {a}
    a BLPOP x 0
    b BLPOP x 0
    e CLIENT UNBLOCK {a} TIMEOUT
    e CLIENT UNBLOCK {b} timeout
    e CLIENT UNBLOCK {b} ERROR
    b BRPOP x 0
    a BLPOP x 0 ; PING ; BLPOP y 0 ; PING
    e CLIENT UNBLOCK {a} ERROR
    e CLIENT UNBLOCK {b} error
    e CLIENT UNBLOCK {a}
    e CLIENT UNBLOCK {a}
    e CLIENT UNBLOCK {e}
    e CLIENT UNBLOCK 123456
    e CLIENT UNBLOCK x
    e CLIENT UNBLOCK {a} SOON
    e RPUSH x 1
    e LRANGE x 0 -1
    a BLPOP y 0
    b BLPOP y 0
    e MULTI ; CLIENT UNBLOCK {a} ; RPUSH y 1 ; EXEC
    e MULTI ; RPUSH y 1 ; CLIENT UNBLOCK {b} ERROR ; EXEC
    e LRANGE y 0 -1
  `,
  );
});

test('who goes away takes nothing with him', async (context) => {
  await asIn70(
    context,
    `
    a BLPOP x 0
    b BLPOP x 0
    c BLPOP x y z 0
    a leaves
    e RPUSH x 1
    e CLIENT KILL ID {c}
    e RPUSH x 2
    e RPUSH y 2
    e LRANGE x 0 -1
    e MULTI ; RPUSH z 1 ; CLIENT KILL ID {d} ; EXEC
    e LRANGE z 0 -1
  `,
  );
});

test('what came behind a blocking call is read when it has been served', async (context) => {
  await asIn70(
    context,
    `
    a SET k 1 ; BLPOP x 0 ; INCR k ; GET k
    b GET k
    a INCR k ; BLPOP y 0 ; GET k
    b GET k
    b RPUSH x 1
    b RPUSH y 1
    a BLPOP x 0 ; BLPOP x 0 ; BLPOP x 0 ; LLEN x
    b RPUSH x 1 2
    b RPUSH x 3 4
  `,
  );
});

test('elements move on from list to list, also to those that others wait for', async (context) => {
  await asIn70(
    context,
    `
    a BLMOVE x y LEFT RIGHT 0
    b BLMOVE y z RIGHT LEFT 0
    c BRPOPLPUSH z end 0
    d RPUSH x 1
    d LRANGE end 0 -1
    a BLMOVE x x LEFT RIGHT 0
    b BLMOVE x x RIGHT LEFT 0
    d RPUSH x 1 2 3
    d LRANGE x 0 -1
    d DEL x y z end
    a BLMOVE x y LEFT LEFT 0
    b BLMOVE y x LEFT LEFT 0
    c BLPOP y 0
    d RPUSH x once
    c BLPOP x 0
    d KEYS *
    a BLMOVE x wrong LEFT LEFT 0
    b BLPOP x 0
    d SET wrong text
    d RPUSH x 1
    a BLMOVE x wrong LEFT LEFT 0
    d RPUSH x 1
    a BLMOVE wrong x LEFT LEFT 0
    a BLMOVE x wrong LEFT LEFT 0
    d MULTI ; BLMOVE none x LEFT LEFT 0 ; BRPOPLPUSH none x 0 ; BLMOVE x none LEFT LEFT 0 ; EXEC
    b MULTI ; BLMOVE none2 x LEFT LEFT 0 ; BRPOPLPUSH none2 x 0 ; EXEC
    a BLMOVE q r LEFT UP 0
    a BLMOVE q r DOWN LEFT 0
    a BLMOVE q r LEFT RIGHT -1
    a BRPOPLPUSH q r later
    a BLMOVE q r LEFT RIGHT 0.01 ...
    b BRPOPLPUSH q r 0.01 ...
    a BRPOPLPUSH q r 0
    b BLPOP r 0
    d MULTI ; RPUSH q 1 2 3 ; LPUSH r 9 ; EXEC
    d LRANGE q 0 -1
    d LRANGE r 0 -1
  `,
  );
});

test('several elements may be waited for at once', async (context) => {
  await asIn70(
    context,
    `
    a BLMPOP 0 2 x y LEFT
    b BLMPOP 0 1 x RIGHT COUNT 2
    d RPUSH x 1 2 3 4
    d LRANGE x 0 -1
    a BLMPOP 0 2 none x RIGHT COUNT 10
    a BLMPOP 0 3 one two three LEFT COUNT 2
    d LPUSH three c b a
    d LRANGE three 0 -1
    a BLMPOP 0.01 2 none neither LEFT ...
    b BLMPOP 0.01 1 none LEFT ...
    a BLMPOP -1 1 x LEFT
    a BLMPOP 0 0 x LEFT
    a BLMPOP 0 2 x LEFT
    a BLMPOP 0 1 x UP
    a BLMPOP 0 1 x LEFT COUNT 0
    a BLMPOP 0 1 x LEFT COUNT 1 COUNT 2
    a BLMPOP nought 1 x LEFT
    a BLMPOP nought 1 x
    d SET text value
    a BLMPOP 0 2 none text LEFT
    d MULTI ; BLMPOP 0 1 none LEFT ; BLMPOP 0 2 none three LEFT COUNT 3 ; EXEC
  `,
  );
});

test('members of sorted sets are waited for like elements of lists', async (context) => {
  await asIn70(
    context,
    `
    a BZPOPMIN x 0
    b BZPOPMAX x 0
    c BZPOPMIN y x 0
    d ZADD x 1 a 2.5 b 1e30 c
    d ZADD x 4 d
    d ZRANGE x 0 -1 WITHSCORES
    b BZPOPMAX y x 0
    e BLPOP x 0
    a BZPOPMIN x 0
    d ZINCRBY x 5 one
    d RPUSH x element
    c BZPOPMAX x 0
    b BLPOP x 0
    d MULTI ; RPUSH x 1 ; DEL x ; ZADD x 1 m ; EXEC
    c BZPOPMIN x 0
    d MULTI ; ZADD x 1 m ; DEL x ; RPUSH x e ; EXEC
    d ZADD x 9 m
    a BZPOPMIN none 0.01 ...
    b BZPOPMAX none 0.01 ...
    a BZPOPMIN none -1
    a BZPOPMIN none later
    d SET text value
    a BZPOPMIN none text 0
    a MULTI ; BZPOPMIN none 0 ; BZPOPMAX none 0 ; EXEC
    b MULTI ; BZPOPMIN none 0 ; ZADD none 1 m ; BZPOPMAX none 0 ; EXEC
  `,
  );
});

test('several members may be waited for at once', async (context) => {
  await asIn70(
    context,
    `
    a BZMPOP 0 2 x y MIN
    b BZMPOP 0 1 x MAX COUNT 2
    d ZADD x 1 a 2 b 3 c 4 d
    d ZRANGE x 0 -1
    a BZMPOP 0 2 none x MAX COUNT 10
    a BZMPOP 0.01 2 none neither MIN ...
    b BZMPOP 0.01 1 none MAX ...
    a BZMPOP -1 1 x MIN
    a BZMPOP 0 0 x MIN
    a BZMPOP 0 1 x MIDDLE
    a BZMPOP 0 1 x MIN COUNT 0
    a BZMPOP nought 1 x MIN
    a BZMPOP nought 1 x
    d SET text value
    a BZMPOP 0 2 none text MIN
    b MULTI ; BZMPOP 0 1 none MIN ; EXEC
  `,
  );
});

test('a value stored over one of another type serves whoever waits for it', async (context) => {
  await asIn70(
    context,
    `
    a BLPOP x 0
    e RPUSH stock 1
    e COPY stock x
    b BLPOP y 0
    e SET y text
    e RENAME stock y
  `,
  );
});

test('subscribers hear of the push and then of the pop that it serves', async (context) => {
  await asIn70(
    context,
    `
    e CONFIG SET notify-keyspace-events KEA
    c PSUBSCRIBE *
    a BLPOP x 0
    b BLMOVE from to LEFT RIGHT 0
    e RPUSH x 1
    e RPUSH from 1
    a BLMPOP 0 2 to x LEFT COUNT 5
    a BLMPOP 0 2 to x LEFT COUNT 5
    e RPUSH x 1 2
    a BZPOPMIN x 0
    e ZADD x 1 m 2 n
    a BLPOP y 0.01 ...
    e CONFIG SET notify-keyspace-events ''
  `,
  );
});

test('WAIT ends with its time or by CLIENT UNBLOCK, for there are no replicas', async (context) => {
  await asIn70(
    context,
    `
    a WAIT 0 0
    a SET k 1 ; WAIT 1 10 ; PING ...
    a WAIT 2 0 ; PING
    b WAIT 1 100000
    e CLIENT UNBLOCK {a}
    e CLIENT UNBLOCK {b} ERROR
    e CLIENT UNBLOCK {b}
    a MULTI ; WAIT 1 0 ; EXEC
    a WAIT 1 -1
    a WAIT x 0
  `,
  );
});

test('a key that has expired when its turn comes serves nobody, and the time to wait stays what it was', async (context) => {
  await asIn72(
    context,
    `
    e DEBUG SET-ACTIVE-EXPIRE 0
    a BLPOP x 100
    e MULTI ; RPUSH x 1 ; PEXPIRE x 20 ; DEBUG SLEEP 0.1 ; EXEC
    e EXISTS x
    b BLPOP y 0
    e SELECT 1
    e RPUSH y 1
    e PEXPIRE y 20
    e DEBUG SLEEP 0.1
    e SWAPDB 0 1
    e SELECT 0
    e RPUSH y 2
    e RPUSH x 2
    e DEBUG SET-ACTIVE-EXPIRE 1
  `,
  );
});
