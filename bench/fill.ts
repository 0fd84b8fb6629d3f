import { once } from 'node:events';
import { connect } from 'node:net';

const BATCH = 1000;
const VALUE = 'v'.repeat(32);

/** Sets keys `key:000000000000` upward, as redis-benchmark names them, to values of 32 bytes. */
export async function fill(port: number, keys: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let answered = 0;
  let finish: () => void = () => undefined;
  const all = new Promise<void>((resolve) => {
    finish = resolve;
  });
  socket.on('data', (chunk: Buffer) => {
    for (const byte of chunk) if (byte === 10) answered++;
    if (answered >= keys) finish();
  });
  for (let at = 0; at < keys; at += BATCH) {
    let text = '';
    for (let i = at; i < Math.min(keys, at + BATCH); i++) {
      text += `*3\r\n$3\r\nSET\r\n$16\r\nkey:${String(i).padStart(12, '0')}\r\n$32\r\n${VALUE}\r\n`;
    }
    if (!socket.write(text)) await once(socket, 'drain');
  }
  await all;
  socket.destroy();
}
