import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { FakeClientWorld } from '../../../test/support/fake-client-world.ts';
import { freePort } from '../../../test/support/free-port.ts';
import { startRedisServer } from '../../../test/support/redis-server.ts';
import { createAuthority, issueServerCertificate } from '../../crypto/certificates.ts';
import { NodeCertificates } from '../../platform/node-certificates.ts';
import { NodeEntropy } from '../../platform/node-entropy.ts';
import { runClient } from './run-client.ts';

test('TLS is verified against the authority and the name, and Unix sockets are spoken', async (context) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'casemate-cli-tls-'));
  context.after(() => rm(folder, { recursive: true }));
  const issuing = {
    certificates: new NodeCertificates(),
    entropy: new NodeEntropy(),
    nowMs: Date.now(),
  };
  const authority = await createAuthority(issuing);
  const pair = await issueServerCertificate(issuing, authority, 'box.example.org');
  const file = (name: string): string => path.join(folder, name);
  await writeFile(file('ca.crt'), authority.certificate);
  await writeFile(file('server.crt'), pair.certificate);
  await writeFile(file('server.key'), pair.key);
  const tlsPort = String(await freePort());
  const server = await startRedisServer(context, [
    `tls-port ${tlsPort}`,
    'tls-auth-clients no',
    `tls-ca-cert-file ${file('ca.crt')}`,
    `tls-cert-file ${file('server.crt')}`,
    `tls-key-file ${file('server.key')}`,
    `unixsocket ${file('redis.sock')}`,
  ]);
  if (server === undefined) return;
  const ca = { text: await readFile(file('ca.crt'), 'latin1'), mode: 0o644 };
  const credentials = JSON.stringify({
    user: 'default',
    password: 'any',
    socket: file('gone.sock'),
    tlsPort: Number(tlsPort),
    authority: '/ca.crt',
  });
  const files = {
    '/ca.crt': ca,
    '/data/credentials.json': { text: credentials, mode: 0o600 },
  };
  const run = async (...argv: string[]): Promise<[number, string, string]> => {
    const world = new FakeClientWorld({ files });
    return [await runClient(argv, world), world.printed, world.complaints];
  };
  const done = [0, 'PONG\n', ''];
  assert.deepEqual(await run('-p', tlsPort, '--tls', '--cacert', '/ca.crt', 'PING'), done);
  assert.deepEqual(await run('--data-dir', '/data', 'PING'), done);
  assert.deepEqual(await run('-p', tlsPort, '--tls', '--insecure', 'PING'), done);
  assert.deepEqual(await run('-s', file('redis.sock'), 'PING'), done);
  assert.deepEqual(await run('-u', `unix://${file('redis.sock')}`, 'PING'), done);

  const [unknown, , unknownReason] = await run('-p', tlsPort, '--tls', 'PING');
  assert.equal(unknown, 3);
  assert.match(unknownReason, /certificate.*\n.*--cacert FILE/);
  const trusting = ['-p', tlsPort, '--tls', '--cacert', '/ca.crt'];
  const [misnamed, , nameReason] = await run(...trusting, '--sni', 'other.example.org', 'PING');
  assert.equal(misnamed, 3);
  assert.match(nameReason, /altnames/i);
  assert.equal((await run(...trusting, '--sni', 'box.example.org', 'PING'))[0], 0);
  assert.equal((await run('-p', tlsPort, '--tls', '--cacert', '/none.crt', 'PING'))[0], 2);
});
