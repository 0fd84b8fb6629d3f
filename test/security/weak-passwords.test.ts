import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCasemateServer } from '../support/casemate-server.ts';
import { startSecureServer } from '../support/secure-server.ts';

const REFUSED = /The password is refused/;

test("weak passwords: the guides' own are refused in the secure mode, wherever they are set", async (context) => {
  const server = await startSecureServer(context);
  const client = await server.admin();
  for (const password of ['foobared', 'YourStrongPassword', 'SuperSecretPass', 'MasterSecret123']) {
    await assert.rejects(client.call('ACL', 'SETUSER', 'app', 'on', `>${password}`), REFUSED);
    await assert.rejects(client.call('CONFIG', 'SET', 'requirepass', password), REFUSED);
  }
  assert.equal(await client.call('ACL', 'GETUSER', 'app'), null);
});

test('weak passwords: a drop-in server takes them, and its log says so without the password', async (context) => {
  const server = await startCasemateServer(context, {
    configLines: ['requirepass foobared'],
  });
  const client = await server.connect({ password: 'foobared' });
  assert.equal(await client.call('PING'), 'PONG');
  assert.match(
    server.process.output,
    /WARNING: A password was set that guides and manuals have published/,
  );
  assert.doesNotMatch(server.process.output, /foobared/);
});
