import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastly } from '../support/cleanup.ts';
import type { Plain, RespClient } from '../support/resp-client.ts';
import { startSecureServer } from '../support/secure-server.ts';
import { textReply } from '../support/text-reply.ts';

/** What RedisInsight, redis_exporter and Redis Commander ask before they show anything. Absent parts answer truly. */
const OPENING_CALLS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  RedisInsight: [
    ['CLIENT', 'SETNAME', 'redisinsight-common-0'],
    ['INFO'],
    ['INFO', 'server'],
    ['INFO', 'keyspace'],
    ['MODULE', 'LIST'],
    ['COMMAND'],
    ['COMMAND', 'COUNT'],
    ['COMMAND', 'DOCS'],
    ['DBSIZE'],
    ['CONFIG', 'GET', 'databases'],
    ['CLIENT', 'LIST'],
    ['SLOWLOG', 'GET', '50'],
    ['SLOWLOG', 'LEN'],
    ['CONFIG', 'GET', 'slowlog*'],
    ['SCAN', '0', 'MATCH', '*', 'COUNT', '10000'],
    ['TYPE', 'k'],
    ['TTL', 'k'],
    ['PTTL', 'k'],
    ['OBJECT', 'ENCODING', 'k'],
    ['STRLEN', 'k'],
    ['GET', 'k'],
    ['ACL', 'WHOAMI'],
    ['PING'],
  ],
  redis_exporter: [
    ['CLIENT', 'SETNAME', 'redis_exporter'],
    ['INFO', 'ALL'],
    ['CONFIG', 'GET', '*'],
    ['LATENCY', 'LATEST'],
    ['LATENCY', 'HISTOGRAM'],
    ['SLOWLOG', 'LEN'],
    ['SLOWLOG', 'GET', '1'],
    ['CLIENT', 'LIST'],
    ['DBSIZE'],
    ['SELECT', '0'],
  ],
  'libraries at work': [
    ['HELLO', '3'],
    ['CLIENT', 'SETINFO', 'LIB-NAME', 'a-library'],
    ['CLIENT', 'SETINFO', 'LIB-VER', '1.0'],
    ['CLIENT', 'ID'],
    ['CLIENT', 'INFO'],
    ['CLIENT', 'NO-EVICT', 'on'],
    ['CLIENT', 'NO-TOUCH', 'on'],
    ['COMMAND', 'INFO', 'get', 'set', 'nosuch'],
    ['COMMAND', 'GETKEYSANDFLAGS', 'MSET', 'a', '1', 'b', '2'],
    ['ROLE'],
    ['TIME'],
    ['LASTSAVE'],
    ['WAIT', '0', '0'],
    ['RESET'],
  ],
};

test('opening calls of GUIs, exporters and libraries are answered, in both protocols', async (context) => {
  const server = await startSecureServer(context);
  for (const [name, calls] of Object.entries(OPENING_CALLS)) {
    for (const protocol of [2, 3] as const) {
      const client = await server.admin({ protocol });
      await client.call('SET', 'k', 'v');
      for (const words of calls) await client.call(...words);
      assert.equal(client.pushes.length, 0, name);
      await client.close();
    }
  }
  assert.doesNotMatch(server.program.output, /Internal error/);
});

test('their answers have the forms that these tools read', async (context) => {
  const server = await startSecureServer(context);
  const client = await server.admin();
  lastly(context, () => client.close());
  await client.call('MSET', 'a', '1', 'b', '2');
  await client.call('EXPIRE', 'a', '1000');

  const info = await textReply(client, 'INFO', 'everything');
  for (const line of info.split('\r\n'))
    assert.match(line, /^(|# [A-Za-z_]+|[a-z][\w.|-]*:[^\r\n]*)$/i);
  // What redis_exporter turns into metrics of its dashboards.
  const fields = [
    ...['redis_version', 'process_id', 'uptime_in_seconds', 'tcp_port', 'run_id', 'executable'],
    ...['connected_clients', 'blocked_clients', 'maxclients', 'used_memory', 'used_memory_rss'],
    ...['used_memory_peak', 'maxmemory', 'maxmemory_policy', 'mem_fragmentation_ratio'],
    ...['rdb_changes_since_last_save', 'rdb_last_save_time', 'rdb_last_bgsave_status', 'loading'],
    ...['aof_enabled', 'total_connections_received', 'total_commands_processed', 'role'],
    ...['instantaneous_ops_per_sec', 'total_net_input_bytes', 'total_net_output_bytes'],
    ...[
      'rejected_connections',
      'expired_keys',
      'evicted_keys',
      'keyspace_hits',
      'connected_slaves',
    ],
    ...[
      'keyspace_misses',
      'used_cpu_sys',
      'used_cpu_user',
      'cluster_enabled',
      'master_repl_offset',
    ],
  ];
  for (const field of fields) assert.match(info, new RegExp(`^${field}:.+\r$`, 'm'), field);
  assert.match(info, /^db0:keys=2,expires=1,avg_ttl=\d+/m);
  assert.match(
    info,
    /^cmdstat_mset:calls=1,usec=\d+,usec_per_call=[\d.]+,rejected_calls=0,failed_calls=0\r$/m,
  );

  const list = await textReply(client, 'CLIENT', 'LIST');
  const clientFields =
    /^id=\d+ addr=[\d.]+:\d+ laddr=[\d.]+:\d+ fd=\d+ name=\S* age=\d+ idle=\d+ flags=N db=0 /;
  for (const line of list.trim().split('\n')) assert.match(line, clientFields);

  const config = await client.call('CONFIG', 'GET', '*');
  assert.ok(Array.isArray(config) && config.length % 2 === 0 && config.length > 300);
  await checkDocs(client);
});

async function checkDocs(client: RespClient): Promise<void> {
  const commands = (await client.call('COMMAND')) as Plain[][];
  const docs = (await client.call('COMMAND', 'DOCS')) as Plain[];
  assert.equal(docs.length, commands.length * 2);
  const names = new Set(docs.filter((_, index) => index % 2 === 0));
  for (const [name = null, arity, flags, first, last, step, categories] of commands) {
    assert.ok(typeof name === 'string' && names.has(name));
    assert.equal(typeof arity, 'number');
    assert.ok(Array.isArray(flags) && Array.isArray(categories), name);
    for (const position of [first, last, step]) assert.equal(typeof position, 'number');
  }
}
