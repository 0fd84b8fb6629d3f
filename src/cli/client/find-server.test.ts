import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otherServer, type ServerChoice } from './find-server.ts';

const TLS = { kind: 'tls', host: 'db', port: 6380, tls: { serverName: 'db' } } as const;
const TCP = { kind: 'tcp', host: 'db', port: 6379 } as const;

function choice(targets: ServerChoice['targets']): ServerChoice {
  return { targets, user: 'app', password: 'hunter2', database: 3, name: 'db:6379', warnings: [] };
}

test('connect to another server leaves user and password behind', () => {
  const other = otherServer(choice([TCP]), 'elsewhere', '7000');
  assert.deepEqual(other, {
    targets: [{ kind: 'tcp', host: 'elsewhere', port: 7000 }],
    database: 0,
    name: 'elsewhere:7000',
    warnings: [],
  });
  assert.equal(otherServer(choice([TCP]), 'db', '7000')?.password, undefined);
});

test('connect to the same server logs in again', () => {
  const before = choice([{ kind: 'unix', path: '/run/s' }, TLS, TCP]);
  assert.equal(otherServer(before, 'db'), before);
  assert.equal(otherServer(before, 'db', '6380'), before);
});

test('who came over TLS goes on over TLS', () => {
  const other = otherServer(choice([TLS]), 'elsewhere', '7000');
  assert.deepEqual(other?.targets, [{ kind: 'tls', host: 'elsewhere', port: 7000, tls: TLS.tls }]);
});

test('a port that is none is refused', () => {
  for (const port of ['', 'x', '0', '65536', '-1', '6379x']) {
    assert.equal(otherServer(choice([TCP]), 'db', port), undefined, port);
  }
});
