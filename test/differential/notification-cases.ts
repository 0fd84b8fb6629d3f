/**
 * Commands after each of which redis-server and Casemate must have told of the same events, in the same order: a line each,
 * on an empty server for each family. ` ; ` joins commands whose events are compared together. A family is added here.
 */
export const NOTIFICATION_CASES: Readonly<Record<string, string>> = {
  strings: `
    DEBUG SET-ACTIVE-EXPIRE 0
    SET a 1
    SET a 2
    SET a 3 EX 100
    SET a 4 KEEPTTL
    SET a 5 PXAT 99999999999999
    SET a 5 NX
    SET b 5 XX
    SET b 5 NX GET
    SET a 6 GET
    SET gone 1 PXAT 1
    SET a 7 EXAT 1
    GET gone
    GET a
    SETNX a 1
    SETNX c 1
    SETEX a 100 v
    PSETEX a 100000 v
    GETSET a 1
    GETSET new 1
    APPEND a 2
    APPEND appended 2
    APPEND a ""
    APPEND fresh ""
    SETRANGE a 1 x
    SETRANGE ranged 3 x
    SETRANGE a 0 ""
    SETRANGE nothing 0 ""
    SET n 10
    INCR n
    INCR m
    DECR n
    INCRBY n 5
    INCRBY n 0
    DECRBY n 5
    INCRBYFLOAT n 1.5
    INCRBYFLOAT f 1.5
    INCR a
    GETDEL n
    GETDEL nosuch
    SET t 1 EX 100
    GETEX t
    GETEX t EX 50
    GETEX t PERSIST
    GETEX t PERSIST
    GETEX t PXAT 1
    GET t
    GETEX nosuch EX 5
    MSET x 1 y 2 x 3
    MSETNX x 1 z 2
    MSETNX p 1 q 2
    MGET x nosuch
    STRLEN nosuch
    GET nosuch
    GETRANGE nosuch 0 1
    SUBSTR nosuch 0 1
    LCS nosuch x
    SELECT 3
    SET a 1
    SELECT 0
  `,
  bitmaps: `
    SETBIT b 7 1
    SETBIT b 7 1
    SETBIT b 100 0
    GETBIT b 7
    GETBIT nosuch 7
    BITFIELD b SET u8 0 5
    BITFIELD b INCRBY u8 0 1 GET u8 0
    BITFIELD b GET u8 0
    BITFIELD new INCRBY u8 0 1 SET u8 8 7
    BITFIELD other GET u8 0
    BITFIELD_RO b GET u8 0
    BITOP AND dest b new
    BITOP AND dest nosuch nosuch2
    BITOP AND dest nosuch nosuch2
    BITOP NOT dest b
    BITCOUNT nosuch
    BITPOS nosuch 1
  `,
  keys: `
    MSET a 1 b 2 c 3 d 4
    DEL a nosuch b
    DEL nosuch
    UNLINK c nosuch d
    SET a 1
    EXPIRE a 100
    EXPIRE a 50 GT
    EXPIRE a 500 XX
    EXPIRE nosuch 100
    PEXPIRE a 100000
    EXPIREAT a 99999999999
    PEXPIREAT a 99999999999999
    PERSIST a
    PERSIST a
    PERSIST nosuch
    EXPIRE a -1
    SET a 1
    EXPIREAT a 1
    SET a 1
    PEXPIREAT a 1 NX
    SET a 1 EX 100
    RENAME a b
    RENAME b b
    SET c 1
    RENAME b c
    RENAMENX c d
    SET e 1
    RENAMENX d e
    RENAME nosuch x
    COPY d f
    COPY d f
    COPY d f REPLACE
    COPY d d DB 2
    COPY nosuch x
    MOVE d 3
    MOVE nosuch 3
    SET d 1
    MOVE d 3
    EXISTS a nosuch
    TYPE nosuch
    TTL nosuch
    PTTL nosuch
    OBJECT ENCODING nosuch
    TOUCH nosuch d
    KEYS nosuch
    DBSIZE
    SWAPDB 0 3
    FLUSHDB
    FLUSHALL
    SET a 1
    FLUSHALL ASYNC
    MULTI ; SET a 1 ; EXPIRE a 100 ; DEL a ; EXEC
  `,
  expiry: `
    DEBUG SET-ACTIVE-EXPIRE 0
    SET a 1 PX 1 ; DEBUG SLEEP 0.01
    GET a
    SET a 1 PX 1 ; DEBUG SLEEP 0.01 ; SET a 2
    SET b 1 PX 1 ; DEBUG SLEEP 0.01 ; DEL b
    SET b 1 PX 1 ; DEBUG SLEEP 0.01 ; UNLINK b
    SET b 1 PX 1 ; DEBUG SLEEP 0.01 ; EXISTS b
    SET b 1 PX 1 ; DEBUG SLEEP 0.01 ; INCR b
    SET b 1 PX 1 ; DEBUG SLEEP 0.01 ; APPEND b x
    SET b 1 PX 1 ; DEBUG SLEEP 0.01 ; PERSIST b
    SET b 1 PX 1 ; DEBUG SLEEP 0.01 ; EXPIRE b 100
    SET b 1 PX 1 ; DEBUG SLEEP 0.01 ; RENAME b c
    SET b 1 PX 1 ; SET c 1 ; DEBUG SLEEP 0.01 ; RENAME c b
    SET x 1 PX 1 ; SET c 1 ; DEBUG SLEEP 0.01 ; COPY c x
    SET y 1 PX 1 ; DEBUG SLEEP 0.01 ; MOVE y 1
    SET z 1 PX 1 ; DEBUG SLEEP 0.01 ; SETNX z 2
    SET z2 1 PX 1 ; DEBUG SLEEP 0.01 ; GETSET z2 2
    SET z3 1 PX 1 ; DEBUG SLEEP 0.01 ; SETRANGE z3 1 x
    SET z4 1 PX 1 ; DEBUG SLEEP 0.01 ; SETBIT z4 1 1
    SET z5 1 PX 1 ; DEBUG SLEEP 0.01 ; GETDEL z5
    SET z6 1 PX 1 ; DEBUG SLEEP 0.01 ; MSET z6 1 z7 2
    SET z8 1 PX 1 ; DEBUG SLEEP 0.01 ; BITOP NOT z9 z8
    SET t 1 PX 1 ; DEBUG SLEEP 0.01 ; TTL t
    SET t 1 PX 1 ; DEBUG SLEEP 0.01 ; TYPE t
    SET t 1 PX 1 ; DEBUG SLEEP 0.01 ; KEYS t
    SET t 1 PX 1 ; DEBUG SLEEP 0.01 ; MULTI ; GET t ; EXEC
    DEBUG SET-ACTIVE-EXPIRE 1
  `,
  eviction: `
    SET a 1
    CONFIG SET maxmemory-policy allkeys-random
    CONFIG SET maxmemory 1 ; SET b 1 ; CONFIG SET maxmemory 0
    CONFIG SET maxmemory-policy volatile-ttl
    SET c 1
    SET d 1 EX 100
    CONFIG SET maxmemory 1 ; GET c ; SET e 1 ; CONFIG SET maxmemory 0
    CONFIG SET maxmemory-policy noeviction
  `,
  hashes: `
    HSET h a 1 b 2
    HSET h a 1
    HSET h a 3 c 4
    HMSET h d 1
    HSETNX h a 5
    HSETNX h e 5
    HINCRBY h a 5
    HINCRBY new a 5
    HINCRBYFLOAT h a 1.5
    HINCRBY h f 0
    HGET h a
    HGET nosuch a
    HGETALL nosuch
    HEXISTS h a
    HDEL h nosuch
    HDEL h a b
    HDEL h c d e f
    HDEL h a
    HDEL new a
    HSET wrong a x
    HINCRBY wrong a 1
    HRANDFIELD wrong
    HSCAN wrong 0
    RENAME wrong right
    COPY right other
    DEL right
  `,
  sets: `
    SADD s a b c
    SADD s a
    SADD s d a
    SREM s a nosuch
    SREM s nosuch
    SREM nosuch a
    SADD t c d x
    SMOVE s t b
    SMOVE s t c
    SMOVE s t nosuch
    SMOVE t t c
    SMOVE s fresh d
    SISMEMBER nosuch a
    SINTERSTORE dest t t
    SINTERSTORE dest t nosuch
    SINTERSTORE dest nosuch t
    SUNIONSTORE dest t fresh
    SUNIONSTORE dest nosuch
    SDIFFSTORE dest t fresh
    SDIFFSTORE dest t t
    SDIFFSTORE nosuch t t
    SET string v
    SUNIONSTORE string t
    SINTER t nosuch
    SADD p a
    SPOP p 0
    SPOP p
    SADD p 1 2 3
    SPOP p 5
    SPOP p
    SPOP p 2
    SRANDMEMBER nosuch
    SSCAN nosuch 0
  `,
};
