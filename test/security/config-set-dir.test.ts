import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { startCasemateServer } from '../support/casemate-server.ts';
import { workFolder } from '../support/program.ts';
import { startSecureServer } from '../support/secure-server.ts';

const NAME = 'CONFIG SET dir + SAVE';

test(`${NAME}: the recipe for authorized_keys, cron and web shells ends at its first line`, async (context) => {
  const server = await startSecureServer(context);
  const target = path.join(await workFolder(context), '.ssh');
  mkdirSync(target);
  const client = await server.admin();
  await client.call('SET', 'x', '\n\nssh-ed25519 AAAA attacker\n\n');
  await assert.rejects(
    client.call('CONFIG', 'SET', 'dir', target),
    /CONFIG SET failed \(possibly related to argument 'dir'\) - can't set protected config/,
  );
  await assert.rejects(
    client.call('CONFIG', 'SET', 'dbfilename', 'authorized_keys'),
    /can't set protected config/,
  );
  await assert.rejects(client.call('SAVE'), /ERR/);
  await assert.rejects(client.call('BGSAVE'), /ERR/);
  assert.ok(!existsSync(path.join(target, 'authorized_keys')));
  // Nor do other files move: not even for the operator.
  const immutable = [
    'aclfile',
    'logfile',
    'unixsocket',
    'pidfile',
    'enable-protected-configs',
    'enable-debug-command',
    'enable-module-command',
    'insecure-allow',
    'daemonize',
    'supervised',
  ];
  for (const name of immutable) {
    await assert.rejects(
      client.call('CONFIG', 'SET', name, path.join(target, 'x')),
      /can't set immutable config/,
      name,
    );
  }
  // One good pair beside a bad one changes nothing.
  await assert.rejects(client.call('CONFIG', 'SET', 'maxclients', '77', 'dir', target));
  assert.notDeepEqual(await client.call('CONFIG', 'GET', 'maxclients'), ['maxclients', '77']);
});

test(`${NAME}: a name of a file never leads out of the directory`, async (context) => {
  const server = await startCasemateServer(context, {
    configLines: ['enable-protected-configs yes'],
  });
  const client = await server.connect();
  for (const name of ['../x', '/etc/cron.d/x', 'a/b', '..']) {
    await assert.rejects(client.call('CONFIG', 'SET', 'dbfilename', name), /ERR/, name);
  }
  await assert.rejects(client.call('CONFIG', 'SET', 'dir', '/no/such/directory'), /ERR/);
  assert.equal(await client.call('CONFIG', 'SET', 'dir', server.folder), 'OK');
  assert.match(server.process.output, /enable-protected-configs yes/);
});

test(`${NAME}: CONFIG REWRITE writes the configuration file and no other`, async (context) => {
  const server = await startCasemateServer(context, { configLines: [] });
  const client = await server.connect();
  assert.deepEqual(await client.call('CONFIG', 'SET', 'maxclients', '77'), 'OK');
  assert.equal(await client.call('CONFIG', 'REWRITE'), 'OK');
  assert.ok(existsSync(path.join(server.folder, 'casemate.conf')));
});
