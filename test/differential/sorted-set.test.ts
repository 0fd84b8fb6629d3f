import { test } from 'node:test';
import { fromLatin1 } from '../../src/base/bytes.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { startServerPair } from '../support/server-pair.ts';
import { casemateSides } from './casemate-side.ts';
import { compareServers, type Step, same, sameSet, script } from './compare.ts';

const BINARY = fromLatin1('\0\xff\r\n');
const adding = script(`
  = ZADD z 1 a
  = ZADD z 1 a 2 b 3 c
  = ZADD z CH 1 a 5 b 4 d
  = ZADD z NX 9 a 9 e
  = ZADD z XX 8 a 8 f
  = ZADD z XX CH 7 a 8 f
  = ZADD z GT CH 1 a 100 b 1 g
  = ZADD z LT CH 1 a 100 b 1 h
  = ZADD z XX GT CH 2 a 1 b
  = ZADD z INCR 5 a
  = ZADD z NX INCR 5 a
  = ZADD z XX INCR 5 nobody
  = ZADD z GT INCR -5 a
  = ZADD z LT INCR -5 a
  = ZADD z GT INCR 5 a
  = ZADD z nx incr 5 new
  = ZADD none XX 1 a
  = ZADD none XX INCR 1 a
  = EXISTS none
  = ZRANGE z 0 -1 WITHSCORES
  ! ZADD z
  ! ZADD z 1
  ! ZADD z 1 a 2
  ! ZADD z NX
  ! ZADD z NX XX 1 a
  ! ZADD z GT NX 1 a
  ! ZADD z LT NX 1 a
  ! ZADD z LT GT 1 a
  ! ZADD z NX XX GT 1 a
  ! ZADD z INCR 1 a 2 b
  ! ZADD z CH CH
  ! ZADD z nonsense 1 a
  ! ZADD z x a
  ! ZADD z 1 a x b
  ! ZADD z nan a
  ! ZADD z "" a
  ! ZADD z " 1" a
  ! ZADD z "1 " a
  ! ZADD z 1e400 a
  ! ZADD z 1e-400 a
  ! ZADD z 0x a
  = ZADD z +inf p -inf n inf q INFINITY r 0x1p3 h .5 i 5. j 1E2 k
  = ZRANGE z 0 -1 WITHSCORES
  ! ZINCRBY z -inf p
  ! ZINCRBY z nan p
  ! ZINCRBY z
  ! ZINCRBY z x a
  = ZINCRBY z 1.5 a
  = ZINCRBY z -0.25 a
  = ZINCRBY z 2 unseen
  = ZINCRBY fresh 2 unseen
  = ZINCRBY fresh inf unseen
  ! ZINCRBY fresh -inf unseen
  = ZSCORE fresh unseen
  = ZCARD z
  = ZCARD nowhere
  = ZSCORE z a
  = ZSCORE z nobody
  = ZSCORE nowhere a
  = ZMSCORE z a nobody b
  = ZMSCORE nowhere a b
  = ZREM z a nobody b
  = ZREM z nobody
  = ZREM nowhere a
  = ZREM fresh unseen
  = EXISTS fresh
  . SET text v
  ! ZADD text 1 a
  ! ZINCRBY text 1 a
  ! ZSCORE text a
  ! ZMSCORE text a
  ! ZCARD text
  ! ZREM text a
  = TYPE z
  = OBJECT ENCODING z
`);

const LETTERS = 'ZADD l 0 a 0 b 0 c 0 d 0 e 0 f 0 "" 0 aa 0 "(b"';

const ranges = script(`
  = ZADD z 1 a 2 b 3 c 4 d 5 e -1 m 2 bb 1.5 ab inf p
  = ZRANGE z 0 -1
  = ZRANGE z 0 -1 WITHSCORES
  = ZRANGE z 0 -1 withscores REV
  = ZRANGE z 1 3
  = ZRANGE z -3 -2
  = ZRANGE z 5 100
  = ZRANGE z 100 200
  = ZRANGE z 3 1
  = ZRANGE z -100 1 REV
  = ZRANGE z 1 2 REV WITHSCORES
  = ZREVRANGE z 0 1
  = ZREVRANGE z 0 -1 WITHSCORES
  = ZRANGE none 0 -1
  = ZRANGE none 0 -1 WITHSCORES
  = ZRANGE z 2 4 BYSCORE
  = ZRANGE z (2 (4 BYSCORE WITHSCORES
  = ZRANGE z 4 2 BYSCORE
  = ZRANGE z 4 2 BYSCORE REV
  = ZRANGE z +inf -inf BYSCORE REV LIMIT 1 2
  = ZRANGE z -inf +inf BYSCORE LIMIT 2 -1
  = ZRANGE z -inf (inf BYSCORE LIMIT 0 -5 WITHSCORES
  = ZRANGE z -inf +inf BYSCORE LIMIT 0 0
  = ZRANGE z -inf +inf BYSCORE LIMIT -1 5
  = ZRANGE z -inf +inf BYSCORE LIMIT 20 5
  = ZRANGE z 2 2 BYSCORE
  = ZRANGE z (2 2 BYSCORE
  = ZRANGE z ( ( BYSCORE
  = ZRANGE z " 1" "	2" BYSCORE
  = ZRANGE z 1e-999 1e999 BYSCORE
  = ZRANGE z "" 3 BYSCORE
  = ZRANGE z "1\\x00junk" 3 BYSCORE
  = ZRANGEBYSCORE z 1 3
  = ZRANGEBYSCORE z 1 3 WITHSCORES LIMIT 1 1
  = ZRANGEBYSCORE z 1 3 LIMIT 1 1 WITHSCORES
  = ZREVRANGEBYSCORE z 3 1
  = ZREVRANGEBYSCORE z 3 (1 WITHSCORES LIMIT 1 -1
  = ZRANGEBYSCORE none 1 3
  = ZCOUNT z -inf +inf
  = ZCOUNT z (1 2
  = ZCOUNT z 3 1
  = ZCOUNT none 3 1
  = ZRANK z a
  = ZRANK z p
  = ZRANK z nobody
  = ZRANK none a
  = ZREVRANK z a
  = ZREVRANK z nobody
  = ${LETTERS}
  = ZRANGEBYLEX l - +
  = ZRANGEBYLEX l [b [d
  = ZRANGEBYLEX l (b (d
  = ZRANGEBYLEX l [b + LIMIT 1 2
  = ZRANGEBYLEX l + -
  = ZRANGEBYLEX l - - 
  = ZRANGEBYLEX l + +
  = ZRANGEBYLEX l [ (b
  = ZRANGEBYLEX l ( [
  = ZREVRANGEBYLEX l + - LIMIT 2 3
  = ZREVRANGEBYLEX l (d [aa
  = ZRANGE l - + BYLEX REV
  = ZRANGE l + - BYLEX REV LIMIT 1 -1
  = ZRANGE l [c [e BYLEX
  = ZLEXCOUNT l - +
  = ZLEXCOUNT l [b (e
  = ZLEXCOUNT l (e [b
  = ZLEXCOUNT none - +
  = ZRANGEBYLEX none - +
  ! ZRANGE z a 1
  ! ZRANGE z 1 1.5
  ! ZRANGE z 1
  ! ZRANGE z 0 -1 LIMIT 0 1
  = ZRANGE z 0 1 LIMIT 5 -1
  ! ZRANGE z 0 -1 BYLEX WITHSCORES
  ! ZRANGE z 0 -1 BYSCORE BYLEX
  ! ZRANGE z 0 -1 BYSCORE LIMIT 1
  ! ZRANGE z 0 -1 BYSCORE LIMIT x 1
  ! ZRANGE z 0 -1 BYSCORE LIMIT 1 x
  ! ZRANGE z 0 -1 BYLEX
  ! ZRANGE z a b BYSCORE
  ! ZRANGE z nan 1 BYSCORE
  ! ZRANGE z "1 " 3 BYSCORE
  ! ZRANGE z 0 -1 REV REV
  ! ZRANGE z 0 -1 nonsense
  ! ZREVRANGE z 0 -1 REV
  ! ZREVRANGE z 0 -1 BYSCORE
  ! ZRANGEBYSCORE z 1 2 REV
  ! ZRANGEBYSCORE z x 2
  ! ZRANGEBYLEX l a b
  ! ZRANGEBYLEX l - "+a"
  ! ZRANGEBYLEX l "" +
  ! ZRANGEBYLEX l - + WITHSCORES
  ! ZCOUNT z a b
  ! ZCOUNT z (( 1
  ! ZLEXCOUNT l a b
  ! ZRANK z
  . SET text v
  ! ZRANGE text 0 -1
  ! ZRANGE text x y
  ! ZCOUNT text 1 2
  ! ZLEXCOUNT text - +
  ! ZRANK text a
  = ZRANGESTORE copy z 1 3
  = ZRANGE copy 0 -1 WITHSCORES
  = ZRANGESTORE copy z 3 1
  = EXISTS copy
  = ZRANGESTORE copy z -inf 3 BYSCORE LIMIT 1 2
  = ZRANGE copy 0 -1 WITHSCORES
  = ZRANGESTORE copy z 3 -inf BYSCORE REV LIMIT 1 2
  = ZRANGE copy 0 -1 WITHSCORES
  = ZRANGESTORE copy l [b (e BYLEX
  = ZRANGE copy 0 -1 WITHSCORES
  = ZRANGESTORE z z 0 3 REV
  = ZRANGE z 0 -1 WITHSCORES
  . EXPIRE copy 1000
  = ZRANGESTORE copy z 0 -1
  = TTL copy
  = ZRANGESTORE text z 0 0
  = TYPE text
  = ZRANGESTORE copy none 0 -1
  = EXISTS copy
  . SET text v
  ! ZRANGESTORE copy text 0 -1
  ! ZRANGESTORE copy z 0 -1 WITHSCORES
  ! ZRANGESTORE copy z 0
  ! ZRANGESTORE copy z x y
`);

const removing = script(`
  = ZADD z 1 a 2 b 3 c 4 d 5 e 6 f 7 g 8 h
  = ZREMRANGEBYRANK z 0 1
  = ZREMRANGEBYRANK z -1 -1
  = ZREMRANGEBYRANK z 50 60
  = ZREMRANGEBYRANK none 0 1
  = ZREMRANGEBYSCORE z (3 4
  = ZREMRANGEBYSCORE z 50 60
  = ZREMRANGEBYSCORE none 1 2
  = ZRANGE z 0 -1 WITHSCORES
  = ZREMRANGEBYSCORE z -inf inf
  = EXISTS z
  = ${LETTERS}
  = ZREMRANGEBYLEX l [a (b
  = ZREMRANGEBYLEX l + -
  = ZREMRANGEBYLEX none - +
  = ZRANGE l 0 -1
  = ZREMRANGEBYLEX l - +
  = EXISTS l
  ! ZREMRANGEBYRANK z a b
  ! ZREMRANGEBYSCORE z a b
  ! ZREMRANGEBYLEX z a b
  ! ZREMRANGEBYRANK z 1
  = ZADD z 1 a 2 b 3 c 4 d 5 e 6 f 7 g 8 h
  = ZPOPMIN z
  = ZPOPMAX z
  = ZPOPMIN z 2
  = ZPOPMAX z 2
  = ZPOPMIN z 0
  = ZPOPMIN none
  = ZPOPMIN none 5
  = ZPOPMAX none 0
  = ZPOPMAX z 100
  = EXISTS z
  ! ZPOPMIN z -1
  ! ZPOPMIN z x
  ! ZPOPMIN z 1 2
  ! ZPOPMAX
  = ZADD z 1 a 2 b 3 c 4 d 5 e
  = ZMPOP 1 z MIN
  = ZMPOP 2 none z MAX COUNT 2
  = ZMPOP 2 none nowhere MAX
  = ZMPOP 1 z min count 100
  = EXISTS z
  ! ZMPOP 0 z MIN
  ! ZMPOP x z MIN
  ! ZMPOP -1 z MIN
  ! ZMPOP 2 z MIN
  ! ZMPOP 1 z
  ! ZMPOP 1 z MIDDLE
  ! ZMPOP 1 z MIN COUNT
  ! ZMPOP 1 z MIN COUNT 0
  ! ZMPOP 1 z MIN COUNT -1
  ! ZMPOP 1 z MIN COUNT x
  ! ZMPOP 1 z MIN COUNT 1 COUNT 2
  ! ZMPOP 1 z MIN nonsense
  . SET text v
  ! ZPOPMIN text
  ! ZPOPMIN text 0
  ! ZMPOP 1 text MIN
  ! ZMPOP 2 none text MIN
  ! ZREMRANGEBYRANK text 0 1
`);

const combining = script(`
  = ZADD a 1 x 2 y 3 z
  = ZADD b 10 y 20 z 30 w
  = ZADD c 5 z inf q -inf p
  = SADD s x y 7
  = SADD n 1 2 3
  = ZADD num 1 1 2 2
  = ZUNION 2 a b
  = ZUNION 2 a b WITHSCORES
  = ZUNION 3 a b s WITHSCORES
  = ZUNION 2 n num WITHSCORES
  = ZUNION 2 a b WEIGHTS 2 3 WITHSCORES
  = ZUNION 2 a b WEIGHTS 2 3 AGGREGATE MIN WITHSCORES
  = ZUNION 2 a b AGGREGATE MAX WITHSCORES
  = ZUNION 2 a b AGGREGATE sum WITHSCORES WITHSCORES
  = ZUNION 2 a a WITHSCORES
  = ZUNION 2 c c WEIGHTS 1 -1 WITHSCORES
  = ZUNION 1 c WEIGHTS 0 WITHSCORES
  = ZUNION 2 none nowhere
  = ZINTER 2 a b
  = ZINTER 2 a b WITHSCORES
  = ZINTER 3 a b c WEIGHTS 1 2 3 WITHSCORES
  = ZINTER 2 a s WITHSCORES
  = ZINTER 2 s a AGGREGATE MAX WITHSCORES
  = ZINTER 2 num n WITHSCORES
  = ZINTER 2 a a WITHSCORES
  = ZINTER 2 a none
  = ZDIFF 2 a b
  = ZDIFF 2 a b WITHSCORES
  = ZDIFF 1 a WITHSCORES
  = ZDIFF 2 a a
  = ZDIFF 2 a s WITHSCORES
  = ZDIFF 2 s a
  = ZDIFF 2 none a
  = ZDIFF 3 b none c WITHSCORES
  = ZINTERCARD 2 a b
  = ZINTERCARD 2 a b LIMIT 1
  = ZINTERCARD 2 a b LIMIT 0
  = ZINTERCARD 2 a b LIMIT 100
  = ZINTERCARD 2 a none
  = ZINTERCARD 1 a
  = ZINTERCARD 2 a s
  = ZUNIONSTORE d 2 a b
  = ZRANGE d 0 -1 WITHSCORES
  = ZINTERSTORE d 2 a b WEIGHTS 2 -1
  = ZRANGE d 0 -1 WITHSCORES
  = ZDIFFSTORE d 2 a b
  = ZRANGE d 0 -1 WITHSCORES
  = ZUNIONSTORE a 2 a b AGGREGATE MIN
  = ZRANGE a 0 -1 WITHSCORES
  = ZINTERSTORE d 2 a none
  = EXISTS d
  = ZDIFFSTORE d 2 a a
  . SET text v
  = ZUNIONSTORE text 1 a
  = TYPE text
  . EXPIRE text 1000
  = ZINTERSTORE text 1 a
  = TTL text
  = ZUNIONSTORE text 1 none
  = EXISTS text
  . SET text v
  ! ZUNION 0 a
  ! ZUNION -1 a
  ! ZUNION x a
  ! ZUNION 3 a b
  ! ZUNION 1
  ! ZUNION 1 text
  ! ZUNION 1 a WEIGHTS
  ! ZUNION 1 a WEIGHTS x
  ! ZUNION 2 a b WEIGHTS 1
  ! ZUNION 1 a AGGREGATE
  ! ZUNION 1 a AGGREGATE avg
  ! ZUNION 1 a nonsense
  ! ZUNION 1 a LIMIT 1
  ! ZINTER 0 a
  ! ZDIFF 0 a
  ! ZDIFF 1 a WEIGHTS 1
  ! ZDIFF 1 a AGGREGATE MIN
  ! ZINTERCARD 0 a
  ! ZINTERCARD 1 a LIMIT -1
  ! ZINTERCARD 1 a LIMIT x
  ! ZINTERCARD 1 a LIMIT
  ! ZINTERCARD 1 a WITHSCORES
  ! ZINTERCARD 1 text
  ! ZUNIONSTORE d 0 a
  ! ZUNIONSTORE d x a
  ! ZUNIONSTORE d 1 a WITHSCORES
  ! ZUNIONSTORE d 1 text
  ! ZINTERSTORE d 2 none text
  ! ZDIFFSTORE d 0 a
  ! ZDIFFSTORE d 1 a WEIGHTS 1
  ! ZUNIONSTORE d
`);

const visiting = script(`
  = ZADD z 1 a 2.5 b 3 c inf d
  = ZSCAN z 0
  = ZSCAN z 0 MATCH [ab]
  = ZSCAN z 0 COUNT 1
  = ZSCAN z 99 COUNT 1000
  = ZSCAN none 0
  = ZSCAN none 0 nonsense
  ! ZSCAN z x
  ! ZSCAN z 0 COUNT 0
  ! ZSCAN z 0 COUNT x
  ! ZSCAN z 0 MATCH
  ! ZSCAN z 0 nonsense x
  = ZADD one 2.5 a
  = ZRANDMEMBER one
  = ZRANDMEMBER one 5
  = ZRANDMEMBER one -3
  = ZRANDMEMBER one 1 WITHSCORES
  = ZRANDMEMBER one -2 WITHSCORES
  ~ ZRANDMEMBER z 10
  ~ ZRANDMEMBER z 4
  = ZRANDMEMBER z 0
  = ZRANDMEMBER none
  = ZRANDMEMBER none 5
  = ZRANDMEMBER none -5 WITHSCORES
  ! ZRANDMEMBER z x
  ! ZRANDMEMBER z 1.5
  ! ZRANDMEMBER z 1 nonsense
  ! ZRANDMEMBER z 1 WITHSCORES more
  ! ZRANDMEMBER z -9223372036854775808
  ! ZRANDMEMBER z 4611686018427387904 WITHSCORES
  ! ZRANDMEMBER z -4611686018427387904 WITHSCORES
  ! ZRANDMEMBER z 9223372036854775808
  . SET text v
  ! ZSCAN text 0
  ! ZRANDMEMBER text
  ! ZRANDMEMBER text 1
`);

const MANY = Array.from({ length: 600 }, (_, i) => [
  String((i * 7919) % 100),
  `member:${String(i)}`,
]);

const encodings: readonly Step[] = [
  same('ZADD', 'z', '1', 'x'.repeat(64)),
  same('OBJECT ENCODING z'),
  same('ZADD', 'z', '1', 'x'.repeat(65)),
  same('OBJECT ENCODING z'),
  same('ZADD', 'long', '1', 'y'.repeat(65)),
  same('OBJECT ENCODING long'),
  same('ZADD', 'many', ...MANY.slice(0, 128).flat()),
  same('OBJECT ENCODING many'),
  same('ZRANGE many 0 -1 WITHSCORES'),
  same('ZADD', 'many', ...MANY.slice(0, 128).flat()),
  same('OBJECT ENCODING many'),
  same('ZADD', 'many', ...MANY.slice(128).flat()),
  same('OBJECT ENCODING many'),
  same('ZRANGE many 0 -1 WITHSCORES'),
  same('ZREVRANGE many 0 -1 WITHSCORES'),
  same('ZRANGEBYSCORE many (10 20 WITHSCORES'),
  same('ZCOUNT many (10 20'),
  same('ZRANK many member:77'),
  sameSet('ZRANDMEMBER many 1000'),
  same('COPY many copy'),
  same('ZREMRANGEBYRANK copy 10 -10'),
  same('OBJECT ENCODING copy'),
  same('ZRANGE copy 0 -1 WITHSCORES'),
  same('ZRANGESTORE few many 0 10'),
  same('OBJECT ENCODING few'),
  same('ZRANGESTORE most many 0 300'),
  same('OBJECT ENCODING most'),
  same('ZUNIONSTORE all 2 many few'),
  same('OBJECT ENCODING all'),
  same('ZRANGE all 0 -1 WITHSCORES'),
  same('ZINTERSTORE all 2 many few'),
  same('OBJECT ENCODING all'),
  same('ZINTERSTORE', 'all', '2', 'z', 'z'),
  same('OBJECT ENCODING all'),
  same('ZDIFFSTORE all 2 many few'),
  same('OBJECT ENCODING all'),
  same('ZRANGE all 0 -1'),
  same('ZADD', 'many', '1', BINARY, '2', ''),
  same('ZSCORE', 'many', BINARY),
  same('ZRANGE many 0 20'),
  same('ZADD', 'many', '3', 'x'.repeat(70_000)),
  same('ZRANK', 'many', 'x'.repeat(70_000)),
  same('ZREM', 'many', 'x'.repeat(70_000)),
  same('ZPOPMIN many 100'),
  same('ZPOPMAX many 100'),
  // One of two, because their order is each server's own.
  same('ZSCAN', 'z', '0', 'COUNT', '1000', 'MATCH', 'x'.repeat(65)),
  same('UNLINK many'),
  ...script(`
    = CONFIG SET zset-max-listpack-entries 3
    = ZADD t 1 a 2 b 3 c
    = OBJECT ENCODING t
    = ZADD t 4 a
    = OBJECT ENCODING t
    = ZADD t 4 d
    = OBJECT ENCODING t
    = ZREM t a b c
    = OBJECT ENCODING t
    = CONFIG SET zset-max-listpack-entries 0
    = ZADD zero 1 a
    = OBJECT ENCODING zero
    = CONFIG SET zset-max-listpack-entries 128
    = CONFIG SET zset-max-listpack-value 5
    = ZADD short 1 12345
    = OBJECT ENCODING short
    = ZADD short 1 123456
    = OBJECT ENCODING short
    = CONFIG SET zset-max-listpack-value 64
  `),
];

const subjects = { adding, ranges, removing, combining, visiting };

test('sorted set commands answer as redis-server', async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const sides = await casemateSides(context);
  for (const [subject, steps] of Object.entries(subjects)) {
    await context.test(subject, async () => {
      for (const side of sides) await compareServers(redis, side, steps);
    });
  }
});

test('big sorted sets answer as redis-server', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  for (const side of [pair.redis, pair.casemate]) {
    const client = await side.connect();
    await client.call('CONFIG', 'SET', 'zset-max-listpack-entries', '0');
    await client.close();
  }
  for (const [subject, steps] of Object.entries(subjects)) {
    // The order in which big sets are scanned is each server's own.
    const shown = steps.filter(
      ({ comparison, words: [name = ''] }) =>
        comparison !== 'same' || Buffer.from(name as Uint8Array).toString() !== 'ZSCAN',
    );
    await context.test(subject, () => compareServers(pair.redis, pair.casemate, shown));
  }
});

test('sorted sets are kept as in redis-server, and change over when it does', async (context) => {
  const pair = await startServerPair(context);
  if (pair !== undefined) await compareServers(pair.redis, pair.casemate, encodings);
});
