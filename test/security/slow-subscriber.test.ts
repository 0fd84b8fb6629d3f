import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { startCasemateServer } from '../support/casemate-server.ts';
import { RawConnection } from '../support/raw-connection.ts';
import { textReply } from '../support/text-reply.ts';

const NAME = 'unread output';
const MESSAGE = 'm'.repeat(100_000);
/** More than kernel and limit hold together. */
const MESSAGES_MAX = 2000;

test(`${NAME}: a subscriber who doesn't read is cut off by the limit of his class, and costs nobody else anything`, async (context) => {
  const server = await startCasemateServer(context, {
    configLines: ['client-output-buffer-limit pubsub 2mb 0 0'],
  });
  const [reader, publisher] = [await server.connect({ protocol: 3 }), await server.connect()];
  reader.socket.write(encodeCommand(['SUBSCRIBE', 'x']));
  await reader.nextPush();
  const slow = await RawConnection.open(context, { port: server.port });
  slow.send(encodeCommand(['SUBSCRIBE', 'x']));
  await slow.answer(':1\r\n');
  slow.socket.pause();
  let sent = 0;
  while (Number(await publisher.call('PUBLISH', 'x', MESSAGE)) === 2) {
    sent++;
    assert.ok(sent < MESSAGES_MAX, 'he was never cut off');
  }
  for (let i = 0; i <= sent; i++) await reader.nextPush();
  assert.match(
    await textReply(publisher, 'INFO', 'stats'),
    /client_output_buffer_limit_disconnections:1\r\n/,
  );
  assert.match(server.process.output, /closed for overcoming of output buffer limits/);
});

test(`${NAME}: so is who monitors and doesn't read`, async (context) => {
  const server = await startCasemateServer(context, {
    configLines: ['client-output-buffer-limit pubsub 2mb 0 0'],
  });
  const client = await server.connect();
  const slow = await RawConnection.open(context, { port: server.port });
  slow.send(encodeCommand(['MONITOR']));
  await slow.answer('+OK\r\n');
  slow.socket.pause();
  const isThere = async (): Promise<boolean> =>
    (await textReply(client, 'CLIENT', 'LIST')).includes('flags=O');
  let sent = 0;
  while (await isThere()) {
    await client.call('ECHO', MESSAGE);
    assert.ok(++sent < MESSAGES_MAX, 'he was never cut off');
  }
  assert.ok(sent > 10);
});
