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
  lists: `
    RPUSH l a b c
    LPUSH l z
    LPUSHX l y
    RPUSHX nosuch y
    LPUSHX nosuch y
    LLEN nosuch
    LRANGE nosuch 0 -1
    LINDEX nosuch 0
    LPOS nosuch a
    LSET l 0 x
    LSET nosuch 0 x
    LINSERT l BEFORE a before
    LINSERT l AFTER nosuch x
    LINSERT nosuch AFTER a x
    LREM l 0 before
    LREM l 0 nosuch
    LREM nosuch 0 a
    LTRIM l 0 2
    LTRIM l 0 2
    LTRIM nosuch 0 1
    LPOP l
    RPOP l
    LPOP nosuch
    RPOP nosuch 2
    LPOP l 0
    RPOP l
    RPUSH l a b c
    LTRIM l 5 6
    RPUSH l a
    LREM l 0 a
    RPUSH l a b c
    LPOP l 3
    RPUSH l a b c
    RPOPLPUSH l m
    LMOVE l m LEFT RIGHT
    LMOVE l l LEFT RIGHT
    RPOPLPUSH l m
    RPOPLPUSH l m
    RPOPLPUSH nosuch m
    LMPOP 2 nosuch m LEFT COUNT 2
    LMPOP 2 nosuch m RIGHT
    LMPOP 1 nosuch LEFT
    RPUSH l 3 1 2
    SORT l STORE sorted
    SORT nosuch STORE sorted
    SORT nosuch STORE sorted
    RPUSH l a ; DEL l
    BLPOP m l 0.01
    BLPOP nosuch 0.01
    RPUSH l a b
    BLPOP l 0
    BRPOP l 0
    RPUSH l a b
    BLMOVE l m LEFT LEFT 0
    BRPOPLPUSH l m 0
    BLMPOP 0 1 m LEFT COUNT 10
    COPY l l2
    RENAME l2 l3
  `,
  sortedSets: `
    ZADD z 1 a 2 b 3 c
    ZADD z 1 a
    ZADD z XX 5 nosuch
    ZADD z NX 9 a
    ZADD z XX CH 7 a
    ZADD z GT 1 a
    ZADD z INCR 1 a
    ZADD nosuch XX 1 a
    ZINCRBY z 2 a
    ZINCRBY fresh 2 a
    ZREM z nosuch
    ZREM z a
    ZREM nosuch a
    ZCARD nosuch
    ZSCORE nosuch a
    ZMSCORE nosuch a
    ZRANK nosuch a
    ZRANGE nosuch 0 -1
    ZRANGEBYSCORE nosuch 0 1
    ZCOUNT nosuch 0 1
    ZLEXCOUNT nosuch - +
    ZRANDMEMBER nosuch
    ZSCAN nosuch 0
    ZADD z 1 a 2 b 3 c 4 d 5 e 6 f 7 g 8 h
    ZPOPMIN z
    ZPOPMAX z 2
    ZPOPMIN nosuch
    ZPOPMIN z 0
    ZMPOP 2 nosuch z MIN COUNT 1
    ZMPOP 1 nosuch MAX
    BZPOPMIN nosuch z 0
    BZPOPMAX nosuch 0.01
    BZMPOP 0 1 z MAX
    ZADD z 1 a 2 b 3 c 4 d 5 e 6 f 7 g 8 h
    ZREMRANGEBYSCORE z 1 1
    ZREMRANGEBYSCORE z 100 200
    ZREMRANGEBYRANK z 0 0
    ZREMRANGEBYRANK nosuch 0 0
    ZADD lex 0 a 0 b 0 c
    ZREMRANGEBYLEX lex [a [a
    ZREMRANGEBYLEX lex [x [y
    ZREMRANGEBYLEX lex - +
    ZUNIONSTORE u 2 z fresh
    ZINTERSTORE u 2 z fresh
    ZINTERSTORE u 2 z nosuch
    ZDIFFSTORE d 2 z fresh
    ZDIFFSTORE d 2 nosuch z
    ZDIFFSTORE d 2 nosuch z
    ZRANGESTORE r z 0 1
    ZRANGESTORE r z 5 1
    ZRANGESTORE r nosuch 0 1
    ZREM z c d e f g h
    ZADD one 1 a ; ZREM one a
    ZADD one 1 a ; ZPOPMAX one
    ZADD one 1 a ; ZREMRANGEBYRANK one 0 -1
    ZADD one 1 a ; ZMPOP 1 one MIN
  `,
};
