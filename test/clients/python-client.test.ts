import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { needsPythonClient } from '../support/peer.ts';
import { startSecureServer } from '../support/secure-server.ts';

const run = promisify(execFile);

/** Reads ways in from standard input and goes through all that an application does. */
const SCRIPT = `
import json, sys, redis
ways = json.load(sys.stdin)
for way in ways:
    r = redis.Redis(**way, decode_responses=False)
    assert r.ping()
    r.flushall()
    raw = bytes(range(256))
    assert r.set('raw', raw, px=100000)
    assert r.get('raw') == raw and 0 < r.pttl('raw') <= 100000
    assert r.get('none') is None
    assert r.set('raw', b'x', nx=True) is None
    assert r.mset({'a': 1, 'b': 2.5}) and r.mget('a', 'b', 'none') == [b'1', b'2.5', None]
    assert r.incr('n', 41) == 41 and r.incr('n') == 42 and r.incrbyfloat('n', 0.5) == 42.5
    assert r.getex('a', ex=100) == b'1' and 90 < r.ttl('a') <= 100
    assert r.setrange('s', 3, 'x') == 4 and r.getrange('s', 0, -1) == b'\\0\\0\\0x'
    with r.pipeline(transaction=False) as p:
        for i in range(1000): p.incr('count')
        assert p.execute()[-1] == 1000
    with r.pipeline() as p:
        p.watch('w')
        p.multi()
        p.set('w', 1).get('w')
        assert p.execute() == [True, b'1']
    with r.pipeline() as p:
        p.watch('w')
        r.set('w', 2)
        p.multi()
        p.get('w')
        try:
            p.execute()
            raise AssertionError('the watched key had changed')
        except redis.WatchError:
            pass
    try:
        r.incr('raw')
        raise AssertionError('this is no number')
    except redis.ResponseError as error:
        assert 'not an integer' in str(error)
    assert r.execute_command('SET', 'big', b'x' * 3000000) and r.strlen('big') == 3000000
    assert len(set(r.scan_iter(count=2))) == r.dbsize() == 8, r.dbsize()
    assert r.info('server')['redis_version'].startswith('7.2')
    assert r.info()['connected_clients'] >= 1
    assert any(c['user'] == 'admin' for c in r.client_list())
    assert r.config_get('maxmemory*')['maxmemory'] == '0'
    assert r.acl_whoami() == 'admin' and 'admin' in r.acl_users()
    assert r.acl_getuser('admin')['enabled']
    assert r.slowlog_get(5) is not None and r.time()[0] > 0
    assert r.command_count() == len(r.command()) > 50, (r.command_count(), len(r.command()))
    assert r.copy('a', 'copy') and r.exists('copy') == 1 and r.unlink('copy', 'a') == 2
    assert r.expire('b', 100, nx=True) and r.persist('b')
    # A connection that was cut is opened again, and logs in again; this version tells of the cut first.
    r.execute_command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'no')
    try:
        r.get('b')
    except redis.ConnectionError:
        pass
    assert r.get('b') == b'2.5'
    r.close()
bad = dict(ways[0], password='wrong')
try:
    redis.Redis(**bad).ping()
    raise AssertionError('the password was wrong')
except redis.ResponseError as error:
    assert 'WRONGPASS' in str(error), error
print('done', len(ways))
`;

test('python3-redis: TCP, TLS and the Unix socket', async (context) => {
  const python = needsPythonClient(context);
  if (python === undefined) return;
  const server = await startSecureServer(context);
  const login = { username: 'admin', password: server.password };
  const ways = [
    { ...login, host: '127.0.0.1', port: server.port },
    {
      ...login,
      host: 'localhost',
      port: server.tlsPort,
      ssl: true,
      ssl_ca_certs: server.authority,
    },
    { ...login, unix_socket_path: server.socket },
  ];
  const running = run(python, ['-c', SCRIPT], { timeout: 120_000 });
  running.child.stdin?.end(JSON.stringify(ways));
  const { stdout } = await running;
  assert.equal(stdout, 'done 3\n');
});
