import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { RawConnection } from '../support/raw-connection.ts';
import { type SecureServer, startSecureServer } from '../support/secure-server.ts';
import { textReply } from '../support/text-reply.ts';

const MEMORY = 'unauthenticated memory';
const OUTPUT = 'unauthenticated output growth';
const MIB = 1024 * 1024;

/** What a stranger sends, whole and byte by byte, and the last thing he hears. */
const HEADERS: Readonly<Record<string, string>> = {
  '*11\r\n': '-ERR Protocol error: unauthenticated multibulk length\r\n',
  '*1000000\r\n$3\r\nGET\r\n': '-ERR Protocol error: unauthenticated multibulk length\r\n',
  '*2147483648\r\n': '-ERR Protocol error: invalid multibulk length\r\n',
  '*2\r\n$4\r\nAUTH\r\n$16385\r\n': '-ERR Protocol error: unauthenticated bulk length\r\n',
  '*1\r\n$536870912\r\n': '-ERR Protocol error: unauthenticated bulk length\r\n',
  '*1\r\n$-5\r\n': '-ERR Protocol error: invalid bulk length\r\n',
  '*1\r\n$99999999999999999999\r\n': '-ERR Protocol error: invalid bulk length\r\n',
};

async function stranger(context: TestContext, { port }: SecureServer): Promise<RawConnection> {
  return await RawConnection.open(context, { port });
}

test(`${MEMORY}: promises are refused by their first line`, async (context) => {
  const server = await startSecureServer(context);
  for (const [bytes, answer] of Object.entries(HEADERS)) {
    const whole = await stranger(context, server);
    assert.equal(await whole.send(bytes).end(), answer, bytes);
    const slowly = await stranger(context, server);
    for (const byte of bytes) slowly.send(byte);
    assert.equal(await slowly.end(), answer, bytes);
  }
});

test(`${MEMORY}: a line that logs in is held to the limits of other requests`, async (context) => {
  const server = await startSecureServer(context);
  const [words, bulk] = [`AUTH${' x'.repeat(28_000)}\r\n`, `AUTH ${'x'.repeat(16_385)}\r\n`];
  for (const [line, what] of [
    [words, 'multibulk'],
    [bulk, 'bulk'],
  ] as const) {
    const client = await stranger(context, server);
    const answer = `-ERR Protocol error: unauthenticated ${what} length\r\n`;
    assert.equal(await client.send(`${line}PING\r\n`).end(), answer);
  }
});

test(`${MEMORY}: unfinished requests are cut off and leave nothing behind`, async (context) => {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  const word = `$16384\r\n${'x'.repeat(16_384)}\r\n`;
  const [big, line] = [`*10\r\n${word.repeat(9)}`, 'x'.repeat(70_000)];
  const before = await residentBytes(server);
  for (let round = 0; round < 3; round++) {
    const attackers = await Promise.all(
      Array.from({ length: 100 }, () => stranger(context, server)),
    );
    for (const [i, attacker] of attackers.entries()) attacker.send(i % 2 === 0 ? big : line);
    for (const attacker of attackers) await attacker.end();
  }
  assert.match(
    server.program.output,
    /Closing client that reached max query buffer length: id=\d+/,
  );
  const info = await textReply(admin, 'INFO', 'clients');
  assert.match(info, /connected_clients:1\r/);
  // 300 times what they sent would be 30 MB, 300 times what they promised much more.
  assert.ok((await residentBytes(server)) - before < 64 * MIB);
});

test(`${MEMORY}: AUTH lifts the limits for what follows it in the same pipeline`, async (context) => {
  const server = await startSecureServer(context);
  const client = await stranger(context, server);
  const big = 'x'.repeat(100_000);
  const keys = Array.from({ length: 50 }, (_, index) => `key${index}`);
  client.send(
    Buffer.concat([
      encodeCommand(['AUTH', 'admin', server.password]),
      encodeCommand(['SET', 'big', big]),
      encodeCommand(['DEL', ...keys]),
      encodeCommand(['STRLEN', 'big']),
    ]),
  );
  assert.equal(await client.answer(':100000\r\n'), '+OK\r\n+OK\r\n:0\r\n:100000\r\n');
  // And not for a wrong password.
  const wrong = await stranger(context, server);
  wrong.send(
    Buffer.concat([encodeCommand(['AUTH', 'admin', 'no']), encodeCommand(['SET', 'k', big])]),
  );
  assert.match(await wrong.end(), /^-WRONGPASS [^\r]*\r\n-ERR Protocol error: unauthenticated/);
});

test(`${OUTPUT}: who asks and never reads is thrown out (CVE-2025-21605)`, async (context) => {
  const server = await startSecureServer(context);
  const before = await residentBytes(server);
  const attacker = await stranger(context, server);
  attacker.socket.pause();
  const questions = Buffer.from('*1\r\n$4\r\nPING\r\n'.repeat(5000));
  let sentBytes = 0;
  while (!attacker.isClosed && sentBytes < 512 * MIB) {
    sentBytes += questions.length;
    if (!attacker.socket.write(questions))
      await Promise.race([once(attacker.socket, 'drain').catch(() => undefined), attacker.closed]);
  }
  assert.ok(attacker.isClosed, 'the server kept answering');
  assert.match(server.program.output, /closed for overcoming of output buffer limits/);
  assert.ok((await residentBytes(server)) - before < 64 * MIB);
  assert.equal(await (await server.admin()).call('PING'), 'PONG');
});

async function residentBytes(server: SecureServer): Promise<number> {
  const client = await server.admin();
  const info = await textReply(client, 'INFO', 'memory');
  await client.close();
  return Number(/used_memory_rss:(\d+)/.exec(info)?.[1]);
}
