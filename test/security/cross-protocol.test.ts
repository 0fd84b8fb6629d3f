import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCasemateServer } from '../support/casemate-server.ts';
import { RawConnection } from '../support/raw-connection.ts';
import { startSecureServer } from '../support/secure-server.ts';

const SET = '*3\r\n$3\r\nSET\r\n$5\r\nowned\r\n$1\r\n1\r\n';
const TLS_HELLO = '\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00';

/** What a web page, a server that fetches URLs, or a mail form can be made to send to any port. */
const ATTACKS: Readonly<Record<string, string>> = {
  'a POST with commands as its body': `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nSET owned 1\r\n${SET}`,
  'a GET with commands in a header': `GET / HTTP/1.1\r\nX: \r\nSET owned 1\r\n${SET}`,
  'a method nobody knows': `BREW / HTTP/1.1\r\n\r\n${SET}`,
  'headers whose first line was swallowed': `Host: 127.0.0.1\r\n\r\n${SET}`,
  'a TLS hello': `${TLS_HELLO}${SET}`,
};

test('cross-protocol: HTTP and TLS end the connection before a command runs', async (context) => {
  // As open as redis-server is on a developer's machine: nobody has to log in.
  const server = await startCasemateServer(context, { configLines: [] });
  const client = await server.connect();
  for (const [name, bytes] of Object.entries(ATTACKS)) {
    for (const piece of [bytes.length, 1]) {
      const attacker = await RawConnection.open(context, { port: server.port });
      for (let at = 0; at < bytes.length; at += piece) attacker.send(bytes.slice(at, at + piece));
      assert.equal(await attacker.end(), '', name);
    }
    assert.equal(await client.call('EXISTS', 'owned'), 0, name);
  }
  assert.match(server.process.output, /SECURITY ATTACK.*127\.0\.0\.1/);
  assert.equal(server.process.output.match(/SECURITY ATTACK/g)?.length, 1);

  const behind = await RawConnection.open(context, { port: server.port });
  behind.send('SET first 1\r\nPOST / HTTP/1.1\r\nSET second 1\r\n');
  await behind.end();
  assert.deepEqual(await client.call('MGET', 'first', 'second'), ['1', null]);
});

test('cross-protocol: lines of a stranger may log in and do nothing else', async (context) => {
  const server = await startSecureServer(context);
  const { port, password } = server;
  for (const line of ['GET /', 'SET owned 1', 'Accept: */*', 'RESET', 'FLUSHALL']) {
    const attacker = await RawConnection.open(context, { port });
    // What stands behind the line is not even read: no password helps any more.
    attacker.send(`${line}\r\nAUTH admin ${password}\r\nSET owned 1\r\n`);
    assert.equal(await attacker.end(), '-NOAUTH Authentication required.\r\n', line);
  }
  const person = await RawConnection.open(context, { port });
  person.send('PING\r\n\r\n');
  assert.equal(await person.answer('\n'), '-NOAUTH Authentication required.\r\n');
  person.send(`AUTH admin ${password}\r\nEXISTS owned\r\nPING\r\nQUIT\r\n`);
  assert.equal(await person.end(), '+OK\r\n:0\r\n+PONG\r\n+OK\r\n');
});
