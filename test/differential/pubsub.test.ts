import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServerPair } from '../support/server-pair.ts';
import { textReply } from '../support/text-reply.ts';
import { compareChorus, type Voices } from './chorus.ts';
import { compareServers, script } from './compare.ts';

const PROTOCOLS: readonly Voices[] = [
  { a: 2, b: 2, p: 2 },
  { a: 3, b: 3, p: 2 },
  { a: 2, b: 3, p: 3 },
];

test('what subscribers hear is what those of redis-server hear, in both protocols', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  for (const voices of PROTOCOLS) {
    await compareChorus(context, pair, {
      voices,
      text: `
      p PUBLISH x nobody
      a SUBSCRIBE x
      a SUBSCRIBE x
      b SUBSCRIBE x y z
      p PUBLISH x hello
      p PUBLISH y "two\\r\\nlines \\x00\\xff"
      p PUBLISH y ""
      p PUBLISH "" m
      b SUBSCRIBE ""
      p PUBLISH "" m
      p PUBLISH x 1 ; PUBLISH x 2 ; PUBLISH nobody 3 ; PUBLISH y 4 ; PUBLISH x 5
      p MULTI ; PUBLISH x 1 ; PUBLISH y 2 ; EXEC
      a UNSUBSCRIBE x
      a UNSUBSCRIBE x
      a UNSUBSCRIBE
      a UNSUBSCRIBE x y
      p PUBLISH x b-only
      b UNSUBSCRIBE y nosuch z
      p PUBLISH z m
      b ~ UNSUBSCRIBE
      b UNSUBSCRIBE
      p PUBLISH x nobody
      a SUBSCRIBE x ; PING ; PING hello ; UNSUBSCRIBE x ; PING
      `,
    });
  }
});

test('patterns match as those of redis-server, and say which one did', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  for (const voices of PROTOCOLS) {
    await compareChorus(context, pair, {
      voices,
      text: `
      a PSUBSCRIBE news.*
      a PSUBSCRIBE news.*
      b SUBSCRIBE news.art
      p PUBLISH news.art m
      b PSUBSCRIBE n?ws.art
      p ~ PUBLISH news.art m
      p ~ PUBLISH news.art 1 ; PUBLISH news.music 2 ; PUBLISH nows.art 3
      a PSUBSCRIBE [ab]* *\\\\*
      p PUBLISH axel m
      p PUBLISH "x*" m
      p PUBLISH "" m
      a PSUBSCRIBE *
      p ~ PUBLISH axel m
      p PUBLISH "" m
      a PUNSUBSCRIBE news.* nosuch
      a UNSUBSCRIBE
      a SUBSCRIBE axel
      p ~ PUBLISH axel both
      a ~ PUNSUBSCRIBE
      a PUNSUBSCRIBE
      p PUBLISH axel m
      a UNSUBSCRIBE
      b PUNSUBSCRIBE n?ws.art
      b UNSUBSCRIBE news.art
      p PUBLISH news.art m
      `,
    });
  }
});

test('shard channels are apart from channels and their counts', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  for (const voices of PROTOCOLS) {
    await compareChorus(context, pair, {
      voices,
      text: `
      a SUBSCRIBE x
      a PSUBSCRIBE *
      b SSUBSCRIBE x y
      b SUBSCRIBE z
      p SPUBLISH x sharded
      p PUBLISH y plain
      p SPUBLISH z m
      p SPUBLISH nobody m
      b SUNSUBSCRIBE x nosuch
      p SPUBLISH x m
      b SUNSUBSCRIBE
      b SUNSUBSCRIBE
      b UNSUBSCRIBE
      b PING
      p MULTI ; SSUBSCRIBE x ; EXEC
      p MULTI ; SPUBLISH x m ; EXEC
      `,
    });
  }
});

test('a RESP2 subscriber may do little, a RESP3 one everything, and both until they have unsubscribed', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  for (const voices of PROTOCOLS) {
    await compareChorus(context, pair, {
      voices,
      text: `
      a SUBSCRIBE x
      a GET k
      a PUBLISH y m
      a HELLO
      a MULTI ; DISCARD
      a PUBSUB NUMPAT
      a CONFIG GET maxmemory
      a NOSUCH
      a GET
      a PING a b
      a SUBSCRIBE
      a EXEC
      a ECHO hi
      a CLIENT ID x
      a SSUBSCRIBE s
      a UNSUBSCRIBE
      a GET k
      a SUNSUBSCRIBE
      a GET k
      a PSUBSCRIBE x*
      a GET k
      a RESET
      a GET k
      a PUNSUBSCRIBE
      p PUBLISH x m
      b SUBSCRIBE x
      b SELECT 3 ; SET k 1 ; GET k
      b QUIT
      p PUBLISH x m
      `,
    });
  }
});

test('RESET ends subscriptions and brings RESP2 back', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  for (const voices of PROTOCOLS) {
    await compareChorus(context, pair, {
      voices,
      text: `
      a SUBSCRIBE x ; PSUBSCRIBE y* ; SSUBSCRIBE s
      b SUBSCRIBE x
      a RESET
      p PUBSUB CHANNELS
      p PUBSUB NUMPAT
      p PUBSUB SHARDCHANNELS
      p PUBLISH x m
      a GET k
      a SUBSCRIBE x
      p PUBLISH x again
      a RESET ; SUBSCRIBE z ; RESET
      p PUBLISH z m
      `,
    });
  }
});

test('a subscription in a transaction is answered inside of the reply of EXEC', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  for (const voices of PROTOCOLS) {
    await compareChorus(context, pair, {
      voices,
      text: `
      a MULTI ; SUBSCRIBE x ; PSUBSCRIBE y* ; GET k ; UNSUBSCRIBE x ; PUNSUBSCRIBE ; EXEC
      a MULTI ; SUBSCRIBE x y ; EXEC
      p PUBLISH y m
      a ~ UNSUBSCRIBE
      a MULTI ; SUBSCRIBE ; EXEC
      `,
    });
  }
});

test('CLIENT REPLY OFF and SKIP leave messages alone', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  for (const voices of PROTOCOLS) {
    await compareChorus(context, pair, {
      voices,
      text: `
      a CLIENT REPLY OFF ; SUBSCRIBE x ; UNSUBSCRIBE x ; SUBSCRIBE ; CLIENT REPLY ON
      a CLIENT REPLY SKIP ; SUBSCRIBE x ; PING
      p PUBLISH x m
      `,
    });
  }
});

test('PUBSUB tells who listens to what, as redis-server', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  await compareChorus(context, pair, {
    voices: { a: 2, b: 3, p: 2, q: 3 },
    text: `
    p PUBSUB CHANNELS
    q PUBSUB NUMSUB
    q PUBSUB NUMPAT
    a SUBSCRIBE x
    b SUBSCRIBE x ; PSUBSCRIBE n* ; SSUBSCRIBE s
    p PUBSUB CHANNELS
    q PUBSUB CHANNELS n*
    q PUBSUB CHANNELS [xy]
    p PUBSUB NUMSUB x y x
    q PUBSUB NUMSUB x s
    a PSUBSCRIBE n*
    a PSUBSCRIBE m*
    p PUBSUB NUMPAT
    q PUBSUB SHARDCHANNELS
    q PUBSUB SHARDCHANNELS t*
    q PUBSUB SHARDNUMSUB s x
    p PUBSUB SHARDNUMSUB
    p INFO nosuch
    `,
  });
  await compareServers(
    pair.redis,
    pair.casemate,
    script(`
    ! PUBSUB
    ! PUBSUB NOSUCH
    ! PUBSUB CHANNELS a b
    ! PUBSUB SHARDCHANNELS a b
    ! PUBSUB NUMPAT x
    ! PUBLISH
    ! PUBLISH x
    ! PUBLISH x y z
    ! SPUBLISH x
    ! SUBSCRIBE
    ! PSUBSCRIBE
    ! SSUBSCRIBE
    ! COMMAND GETKEYS SSUBSCRIBE a b
    ! COMMAND GETKEYS SPUBLISH a b
    ! COMMAND GETKEYS SUBSCRIBE a b
    `),
  );
});

test('channels are granted as redis-server grants them, patterns letter by letter', async (context) => {
  const pair = await startServerPair(context, ['acl-pubsub-default resetchannels']);
  if (pair === undefined) return;
  for (const voices of PROTOCOLS) {
    await compareChorus(context, pair, {
      voices,
      text: `
      p ACL SETUSER ann on nopass +@all
      a AUTH ann x
      a SUBSCRIBE x
      a PUBLISH x m
      p ACL SETUSER ann &news.* &x
      a SUBSCRIBE x news.art
      a UNSUBSCRIBE x ; UNSUBSCRIBE news.art
      a SUBSCRIBE x y
      a PUBLISH y m
      a SPUBLISH y m
      a SSUBSCRIBE y
      a SSUBSCRIBE x
      a SUNSUBSCRIBE x y
      a PSUBSCRIBE news.*
      a PUNSUBSCRIBE news.*
      a PSUBSCRIBE news.art
      a PSUBSCRIBE news.?rt
      a PSUBSCRIBE x
      a PUNSUBSCRIBE x y *
      a UNSUBSCRIBE y
      p ACL SETUSER ann ~mine:*
      a SUNSUBSCRIBE
      a SSUBSCRIBE x
      a SUNSUBSCRIBE
      p ACL SETUSER ann allchannels
      a PSUBSCRIBE any*
      p ACL DELUSER ann
      `,
    });
  }
});

test('who may not hear any more is cut off when he may not on redis-server', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const user = 'p ACL SETUSER ann reset on nopass +@all';
  const cases: readonly string[] = [
    `${user} &x &y
     a AUTH ann x ; SUBSCRIBE x
     b AUTH ann x
     p ACL SETUSER ann &z
     p ACL SETUSER ann resetchannels &x
     p ACL SETUSER ann resetchannels &y ; PUBLISH x m`,
    `${user} allchannels
     a AUTH ann x ; PSUBSCRIBE n*
     b AUTH ann x ; SUBSCRIBE news
     p ACL SETUSER ann resetchannels &n*`,
    `${user} &n*
     a AUTH ann x ; PSUBSCRIBE n*
     b AUTH ann x ; SUBSCRIBE news
     p ACL SETUSER ann resetchannels &news`,
    `${user} allchannels
     a AUTH ann x ; SSUBSCRIBE s
     b AUTH ann x ; SUBSCRIBE s
     p ACL SETUSER ann resetchannels &x`,
    `${user} allchannels
     a AUTH ann x ; SUBSCRIBE s
     b AUTH ann x
     p ACL DELUSER ann`,
    `${user} allchannels
     a AUTH ann x ; SUBSCRIBE s
     b AUTH ann x
     p ACL SETUSER ann off`,
  ];
  for (const text of cases) {
    for (const voices of PROTOCOLS) await compareChorus(context, pair, { voices, text });
  }
});

test('CLIENT LIST, INFO and CLIENT KILL know subscribers', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  for (const voices of PROTOCOLS) {
    await compareChorus(context, pair, {
      voices,
      text: `
      p CLIENT LIST TYPE pubsub
      a SUBSCRIBE x
      a PSUBSCRIBE p* q*
      b SSUBSCRIBE s
      p CLIENT KILL TYPE pubsub ; PUBLISH x m ; PUBSUB CHANNELS
      p PUBSUB CHANNELS
      p PUBSUB NUMPAT
      p PUBSUB SHARDCHANNELS
      p CLIENT LIST TYPE pubsub
      `,
    });
  }
  const counts = await Promise.all(
    [pair.redis, pair.casemate].map(async (server) => {
      const [listener, asker] = [await server.connect({ protocol: 3 }), await server.connect()];
      listener.socket.write('SUBSCRIBE x y\r\nPSUBSCRIBE p*\r\nSSUBSCRIBE s\r\n');
      for (let i = 0; i < 4; i++) await listener.nextPush();
      const line = await textReply(asker, 'CLIENT', 'LIST', 'TYPE', 'pubsub');
      const info = await textReply(asker, 'INFO', 'stats');
      await Promise.all([listener.close(), asker.close()]);
      return [line.match(/ (flags|sub|psub|ssub|cmd|resp)=\S+/g), info.match(/^pubsub\S+/gm)];
    }),
  );
  assert.deepEqual(counts[1], counts[0]);
});
