import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';
import { humanBytes } from './human-bytes.ts';
import { sampleStats } from './server-totals.ts';

function fieldsOf(reply: string): Map<string, string> {
  return new Map(
    reply
      .split('\r\n')
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
}

const titlesOf = (reply: string): string[] =>
  [...reply.matchAll(/# (\w+)\r\n/g)].map(([, title = '']) => title);

test('plain INFO has the usual sections, all has the long ones too', () => {
  const client = new AdminServer().connect();
  const usual =
    'Server Clients Memory Persistence Stats Replication CPU Modules Errorstats Cluster Keyspace';
  assert.equal(titlesOf(client.say('INFO')).join(' '), `${usual} TLS Security_warnings`);
  assert.equal(client.say('INFO').length > 1000, true);
  for (const word of ['all', 'EVERYTHING']) {
    const titles = titlesOf(client.say(`INFO ${word}`));
    assert.equal(titles.length, 15, word);
    assert.ok(titles.includes('Commandstats') && titles.includes('Latencystats'));
  }
});

test('INFO with names tells those sections once, in its own order', () => {
  const client = new AdminServer().connect();
  assert.deepEqual(titlesOf(client.say('INFO keyspace Server SERVER')), ['Server', 'Keyspace']);
  assert.equal(client.say('INFO nosuch'), '$0\r\n\r\n');
  assert.equal(titlesOf(client.say('INFO default commandstats')).includes('Commandstats'), true);
});

test('INFO debug is shown to who asks for it by name', () => {
  const server = new AdminServer();
  const client = server.connect();
  server.services.stats.cronMs = 1.5;
  assert.match(client.say('INFO debug'), /# Debug\r\n.*eventloop_duration_cron_sum:1500\r\n/s);
  for (const words of ['INFO', 'INFO all', 'INFO everything'])
    assert.ok(!client.say(words).includes('# Debug'), words);
});

test('INFO tells what the event loop and the sockets have done', () => {
  const client = new AdminServer().connect();
  const fields = fieldsOf(client.say('INFO stats'));
  assert.equal(fields.get('eventloop_cycles'), '40');
  assert.equal(fields.get('eventloop_duration_sum'), '20000');
  assert.equal(fields.get('total_reads_processed'), '3');
  assert.equal(fields.get('total_writes_processed'), '2');
  client.say('CONFIG RESETSTAT');
  const anew = fieldsOf(client.say('INFO stats'));
  assert.equal(anew.get('eventloop_cycles'), '0');
  assert.equal(anew.get('total_reads_processed'), '0');
});

test('INFO is text for people in RESP3', () => {
  const client = new AdminServer().connect();
  client.say('HELLO 3');
  assert.match(client.say('INFO cluster'), /^=\d+\r\ntxt:# Cluster\r\ncluster_enabled:0\r\n\r\n$/);
});

test('every line that redis_exporter and redis-cli --stat read is there', () => {
  const fields = fieldsOf(new AdminServer().connect().say('INFO everything'));
  for (const name of [
    'redis_version redis_mode os process_id run_id tcp_port uptime_in_seconds',
    'connected_clients blocked_clients maxclients',
    'used_memory used_memory_rss used_memory_peak used_memory_dataset maxmemory maxmemory_policy mem_fragmentation_ratio',
    'loading rdb_changes_since_last_save rdb_bgsave_in_progress rdb_last_save_time rdb_last_bgsave_status aof_enabled',
    'total_connections_received total_commands_processed instantaneous_ops_per_sec rejected_connections expired_keys',
    'evicted_keys keyspace_hits keyspace_misses latest_fork_usec total_error_replies acl_access_denied_auth',
    'role connected_slaves master_replid master_repl_offset repl_backlog_size',
    'used_cpu_sys used_cpu_user cluster_enabled',
  ].flatMap((line) => line.split(' '))) {
    assert.ok(fields.has(name), name);
  }
  assert.equal(fields.get('redis_version'), '7.2.4');
  assert.equal(fields.get('server_name'), 'casemate');
});

test('commands, errors and latencies are told by command', () => {
  const server = new AdminServer();
  const client = server.connect();
  for (const line of ['SET a x', 'INCR a', 'GET a b', 'GET a']) client.say(line);
  const fields = fieldsOf(client.say('INFO all'));
  assert.match(
    fields.get('cmdstat_set') ?? '',
    /^calls=1,usec=\d+,usec_per_call=\d+\.\d\d,rejected_calls=0,failed_calls=0$/,
  );
  assert.match(fields.get('cmdstat_incr') ?? '', /failed_calls=1$/);
  assert.match(fields.get('cmdstat_get') ?? '', /calls=1,.*rejected_calls=1,failed_calls=0$/);
  assert.equal(fields.get('errorstat_ERR'), 'count=2');
  assert.match(
    fields.get('latency_percentiles_usec_get') ?? '',
    /^p50=\d+\.\d{3},p99=\d+\.\d{3},p99\.9=\d+\.\d{3}$/,
  );
  assert.equal(fields.get('db0'), 'keys=1,expires=0,avg_ttl=0');
});

test('numbers of the present are those of the server', () => {
  const server = new AdminServer();
  const client = server.connect();
  const watcher = server.connect();
  watcher.say('WATCH a b');
  server.settings.limits.maxclients = 77;
  server.advance(90_000_000);
  const fields = fieldsOf(client.say('INFO'));
  assert.equal(fields.get('connected_clients'), '2');
  assert.equal(fields.get('total_watched_keys'), '2');
  assert.equal(fields.get('watching_clients'), '1');
  assert.equal(fields.get('maxclients'), '77');
  assert.equal(fields.get('uptime_in_days'), '1');
  assert.equal(fields.get('uptime_in_seconds'), '90005');
});

test('other parts can add fields, and warnings are one line each', () => {
  const server = new AdminServer();
  Object.assign(server.services, {
    infoSources: [{ section: 'server', fields: () => [['listener0', 'name=tcp']] }],
    securityWarnings: () => [{ id: 'plain-tcp', severity: 'warn', message: 'a\nb', fix: '' }],
  });
  const fields = fieldsOf(server.connect().say('INFO'));
  assert.equal(fields.get('listener0'), 'name=tcp');
  assert.equal(fields.get('security_warnings'), '1');
  assert.equal(fields.get('security_warning_0'), 'plain-tcp: a b');
});

test('samples make the rates and the peak', () => {
  const server = new AdminServer();
  const client = server.connect();
  sampleStats(server.services);
  for (let i = 0; i < 32; i++) client.say('PING');
  server.advance(1000);
  sampleStats(server.services);
  assert.equal(server.services.stats.commandRate.perSecond, 2);
  assert.ok(server.services.stats.peakMemoryBytes > 0);
});

test('sizes for people are those of Redis', () => {
  assert.deepEqual([0, 1023, 1024, 1_572_864, 5e12].map(humanBytes), [
    '0B',
    '1023B',
    '1.00K',
    '1.50M',
    '4.55T',
  ]);
});
