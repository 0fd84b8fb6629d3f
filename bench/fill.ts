import { type Piece, sendAll } from './send-all.ts';

const BATCH = 1000;
const VALUE = 'v'.repeat(32);

/** Sets keys `key:000000000000` upward, as redis-benchmark names them, to values of 32 bytes. */
export async function fill(port: number, keys: number): Promise<void> {
  await sendAll(port, requests(keys));
}

function* requests(keys: number): Generator<Piece> {
  for (let at = 0; at < keys; at += BATCH) {
    const end = Math.min(keys, at + BATCH);
    let text = '';
    for (let i = at; i < end; i++) {
      text += `*3\r\n$3\r\nSET\r\n$16\r\nkey:${String(i).padStart(12, '0')}\r\n$32\r\n${VALUE}\r\n`;
    }
    yield { text, lines: end - at };
  }
}
