import { test } from 'node:test';
import { startServerPair } from '../support/server-pair.ts';
import { compareServers, script } from './compare.ts';

test('questions about a server alone are answered as redis-server does', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const steps = script(`
    ! CLIENT PAUSE 0 WRITE x
    ! CLIENT UNBLOCK 99 ERROR x
    ! TIME x
    ! LASTSAVE x
    = ROLE
    ! ROLE x
    = WAIT 0 0
    = WAIT 1 1
    ! WAIT x 1
    ! WAIT 1 x
    ! WAIT 1 -1
    = WAIT -1 1
    = WAIT 0 100000
    ! WAIT 1
    ! REPLICAOF
    = REPLICAOF NO ONE
    ! REPLICAOF a
    = SLAVEOF NO ONE
    ! READONLY
    ! READWRITE
    ! ASKING
    ! CLUSTER INFO
    ! CLUSTER
    ! CLUSTER FOO
    ! CLUSTER MEET
    ! CLUSTER KEYSLOT a
    ! CLUSTER SLOTS
    ! CLUSTER NODES
    ! SHUTDOWN FOO
    ! SHUTDOWN NOSAVE SAVE
    ! SHUTDOWN ABORT
    ! SHUTDOWN ABORT NOW
    ! SHUTDOWN SAVE ABORT
    ! SLOWLOG
    = CONFIG SET slowlog-log-slower-than -1
    = SLOWLOG RESET
    = SLOWLOG LEN
    ! SLOWLOG LEN x
    ! SLOWLOG GET x
    ! SLOWLOG GET -2
    = SLOWLOG GET -1
    = SLOWLOG GET 0
    ! SLOWLOG GET 1 2
    = SLOWLOG RESET
    ! SLOWLOG RESET x
    ! SLOWLOG FOO
    = LATENCY LATEST
    = LATENCY HISTORY foo
    ! LATENCY HISTORY
    = LATENCY RESET
    = LATENCY RESET foo bar
    ! LATENCY GRAPH foo
    = LATENCY HISTOGRAM nosuch
    ! LATENCY FOO
    = MODULE LIST
    ! MODULE UNLOAD x
    ! MODULE LOAD /x
    ! MODULE FOO
    ! SAVE x
    ! BGSAVE foo
    ! BGSAVE SCHEDULE x
    ! BGREWRITEAOF x
    ! SWAPDB 0
    ! SWAPDB 0 99
    ! SWAPDB a 1
    ! SWAPDB 0 b
    = SWAPDB 0 0
    ! FLUSHALL foo
    ! FLUSHALL SYNC x
    = FLUSHALL ASYNC
    = FLUSHDB SYNC
    ! FLUSHDB FOO
    = FLUSHDB
  `);
  await compareServers(pair.redis, pair.casemate, steps);
});

test('DEBUG answers as redis-server', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const steps = script(`
    ! DEBUG
    ! DEBUG FOO
    ! DEBUG SLEEP
    = DEBUG SLEEP 0
    = DEBUG SLEEP x
    ! DEBUG OBJECT nokey
    ! DEBUG JMAP
    = DEBUG SET-ACTIVE-EXPIRE 1
    ! DEBUG SET-ACTIVE-EXPIRE
    = DEBUG SET-ACTIVE-EXPIRE x
    = DEBUG DIGEST
    = DEBUG DIGEST-VALUE a b
    ! DEBUG POPULATE
    ! DEBUG POPULATE x
    = DEBUG POPULATE 5
    = DBSIZE
    = GET key:3
    = DEBUG POPULATE 5 foo
    = DEBUG POPULATE 5 bar 10
    = GET bar:2
    = DEBUG DIGEST
    = RPUSH list a b 1 -70000 a
    = SADD ints 1 2 3 99999999999
    = SADD words a b c
    = HSET hash f v g 12 h 1.5
    = ZADD zset 1 a 2.5 b -0.1 c inf d 1e300 e 3.0e-7 f
    = DEBUG DIGEST-VALUE list ints words hash zset
    = DEBUG DIGEST
    = CONFIG SET hash-max-listpack-entries 2 zset-max-listpack-entries 2 list-max-listpack-size 2 set-max-intset-entries 2
    = RPUSH big-list a b 1 -70000 a
    = SADD big-set 1 2 3 99999999999
    = HSET big-hash f v g 12 h 1.5
    = ZADD big-zset 1 a 2.5 b -0.1 c inf d 1e300 e 3.0e-7 f
    = DEBUG DIGEST-VALUE big-list big-set big-hash big-zset
    = DEBUG DIGEST
    = CONFIG SET hash-max-listpack-entries 128 zset-max-listpack-entries 128 list-max-listpack-size -2 set-max-intset-entries 512
    ! DEBUG PROTOCOL
    = DEBUG PROTOCOL string
    = DEBUG PROTOCOL integer
    = DEBUG PROTOCOL double
    = DEBUG PROTOCOL null
    = DEBUG PROTOCOL array
    = DEBUG PROTOCOL set
    = DEBUG PROTOCOL map
    = DEBUG PROTOCOL attrib
    = DEBUG PROTOCOL verbatim
    = DEBUG PROTOCOL true
    = DEBUG PROTOCOL false
    = DEBUG PROTOCOL bignum
    ! DEBUG PROTOCOL foo
    ! DEBUG ERROR "a b"
    ! DEBUG ERROR "WRONG x\\r\\ny"
    = DEBUG LOG hi
    = DEBUG QUICKLIST-PACKED-THRESHOLD 100b
    = DEBUG CHANGE-REPL-ID
    ! DEBUG REPLICATE
    = SET s hello
    ! DBSIZE x
  `);
  await compareServers(pair.redis, pair.casemate, steps);
});
