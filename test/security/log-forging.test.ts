import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { RawConnection } from '../support/raw-connection.ts';
import { startSecureServer } from '../support/secure-server.ts';

const FORGED =
  "1:M 01 Jan 2030 00:00:00.000 # Authentication failed for user 'ann' from 10.0.0.1:1";
const LINE = /^\d+:M \d\d \w{3} \d{4} \d\d:\d\d:\d\d\.\d{3} [.\-*#] /;

test('log forging: what a stranger names can not begin a line of the log', async (context) => {
  const server = await startSecureServer(context, {
    args: ['--loglevel', 'debug', '--auth-throttle', 'no'],
  });
  const ends = ['\n', '\r', '\r\n', '\u0000\n', '\u001b[2K\r', '\u0085', '\u2028', '\u009b2K'];
  for (const end of ends) {
    for (const words of [
      ['AUTH', `x${end}${FORGED}`, 'p'],
      ['HELLO', '3', 'AUTH', `x${end}${FORGED}`, 'p'],
      [`x${end}${FORGED}`],
    ]) {
      const stranger = await RawConnection.open(context, { port: server.port });
      stranger.send(encodeCommand(words));
      await stranger.answer('\r\n');
      stranger.socket.destroy();
    }
  }
  const stranger = await RawConnection.open(context, { port: server.port });
  await stranger.send(`POST /\u001b[2K HTTP/1.1\r\n`).end();
  const admin = await server.admin();
  for (const words of [
    ['CONFIG', 'SET', 'bind', `x\n${FORGED}`],
    ['CONFIG', 'SET', 'port', `1\n${FORGED}`],
    ['CONFIG', 'SET', 'tls-cert-file', `/x\n${FORGED}`],
    ['ACL', 'LOAD'],
    ['DEBUG', `x\n${FORGED}`],
  ])
    await admin.reply(...words);
  const log = server.program.stdout.split('\nConnect with')[0] ?? '';
  const after = server.program.stdout.split(/ioredis over TLS\n.*\n/)[1] ?? '';
  for (const line of `${log}\n${after}`.split('\n')) {
    if (line === '' || line.startsWith('The password of')) continue;
    assert.match(line, LINE);
    assert.ok(!line.startsWith('1:M 01 Jan 2030'), line);
    // What a terminal would obey is shown, not sent.
    assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
  }
  assert.match(after, /user 'x\\n1:M 01 Jan 2030/);
});
