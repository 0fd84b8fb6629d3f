import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toLatin1 } from '../../src/base/bytes.ts';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { AclCommands } from '../support/acl-commands.ts';
import { foreignCommands } from '../support/foreign-commands.ts';
import { type RedisServer, startRedisServer, startValkeyServer } from '../support/redis-server.ts';

/** Replies must be equal byte for byte, in both protocols. */
const LINES: readonly string[] = [
  'ACL USERS',
  'ACL LIST',
  'ACL CAT',
  'ACL WHOAMI',
  'ACL GETUSER default',
  'ACL GETUSER nobody',
  'ACL SETUSER alice',
  'ACL GETUSER alice',
  'ACL SETUSER alice on nopass -@all +@read +@write %R~a* %W~b &c &d* (~x +get) (&y +publish)',
  'ACL GETUSER alice',
  'ACL SETUSER alice >secret #0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  'ACL GETUSER alice',
  'ACL SETUSER bob +@all -@dangerous +config|get allkeys allchannels',
  'ACL LIST',
  'ACL GETUSER bob',
  'ACL SETUSER bob +nope',
  'ACL SETUSER bob (+get nope)',
  'ACL SETUSER bob (+get',
  'ACL SETUSER bob ~a',
  'ACL SETUSER bob &a',
  'ACL SETUSER bob <never',
  'ACL SETUSER bob #never',
  'ACL SETUSER',
  'ACL GETUSER',
  'ACL GETUSER a b',
  'ACL DELUSER',
  'ACL DELUSER default',
  'ACL DELUSER bob default',
  'ACL DELUSER nobody bob bob',
  'ACL USERS',
  'ACL CAT nope',
  'ACL CAT read x',
  'ACL LOG',
  'ACL LOG RESET',
  'ACL LOG reset x',
  'ACL LOG x',
  'ACL LOG -1',
  'ACL GENPASS x',
  'ACL GENPASS 0',
  'ACL GENPASS 4097',
  'ACL GENPASS 99999999999999999999',
  'ACL GENPASS 1 2',
  'ACL DRYRUN nobody get a',
  'ACL DRYRUN alice',
  'ACL DRYRUN alice nope',
  'ACL DRYRUN alice get',
  'ACL DRYRUN alice get a b',
  'ACL DRYRUN alice get a',
  'ACL DRYRUN alice get b',
  'ACL DRYRUN alice mget a b',
  'ACL DRYRUN alice config',
  'ACL DRYRUN alice config nope',
  'ACL DRYRUN alice config get x',
  'ACL DRYRUN alice publish y x',
  'ACL DRYRUN alice auth x',
  'ACL LOAD x',
  'ACL SAVE x',
  'ACL LIST x',
  'ACL USERS x',
  'ACL WHOAMI x',
  'ACL HELP x',
  'ACL nope',
  'ACL',
];

/** What Redis 7.2 says otherwise than 7.0: `sanitize-payload`, command rules as they were given, DRYRUN's user. */
const CHANGED_IN_7_2 = /^ACL (LIST|GETUSER (default|alice|bob)|DRYRUN alice)/;

async function compare(server: RedisServer, lines: readonly string[]): Promise<void> {
  const commands = await foreignCommands(await server.connect());
  for (const protocol of [2, 3] as const) {
    const client = await server.connect({ protocol });
    await client.call('ACL', 'DELUSER', 'alice', 'bob');
    const ours = new AclCommands(commands.filter(({ name }) => name !== 'ACL'));
    ours.resp3 = protocol === 3;
    for (const line of LINES) {
      const [theirs] = await client.rawReplies(encodeCommand(line.split(' ')), 1);
      const own = await ours.line(line);
      if (lines.includes(line)) assert.equal(own, toLatin1(theirs ?? new Uint8Array(0)), line);
    }
  }
}

test('ACL answers as Valkey, which has the words of Redis 7.2', async (context) => {
  const valkey = await startValkeyServer(context);
  if (valkey !== undefined) await compare(valkey, LINES);
});

test('ACL answers as redis-server, save what 7.2 changed', async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  await compare(
    redis,
    LINES.filter((line) => !CHANGED_IN_7_2.test(line)),
  );
});
