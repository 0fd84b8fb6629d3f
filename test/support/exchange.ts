import { once } from 'node:events';
import net from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { encodeCommand } from '../../src/resp/request-encoder.ts';

const LAST_WORD = 'that was all';

/** After this long nothing more will come; the test fails for want of the last reply. */
const DEADLINE_MS = 120_000;

/** Asked for last: when its reply is there, so are all others. */
export const LAST_REQUEST = encodeCommand(['ECHO', LAST_WORD]);

/** Stands after the bytes of a server that closed the connection by itself. */
export const CLOSED = '(closed)';

/**
 * Sends bytes in pieces on a connection of its own and gives everything that comes back, one character per byte: up to
 * the reply to LAST_REQUEST, which is taken off, or until the server closes.
 */
export async function exchange(port: number, pieces: Iterable<Uint8Array>): Promise<string> {
  const socket = net.connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  socket.setNoDelay(true);
  const last = `$${String(LAST_WORD.length)}\r\n${LAST_WORD}\r\n`;
  const received: string[] = [];
  let tail = '';
  const complete = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1');
      received.push(text);
      tail = (tail + text).slice(-last.length);
      if (tail === last) resolve();
    });
    socket.on('error', () => undefined);
    socket.once('close', () => {
      received.push(CLOSED);
      resolve();
    });
  });
  for (const piece of pieces) {
    if (socket.destroyed) break;
    // Waiting gives the server the chance to read each piece alone.
    await (socket.write(piece) ? setImmediate() : Promise.race([drained(socket), complete]));
  }
  const deadline = setTimeout(() => socket.destroy(), DEADLINE_MS);
  await complete;
  clearTimeout(deadline);
  socket.destroy();
  const text = received.join('');
  return text.endsWith(last) ? text.slice(0, -last.length) : text;
}

/** Resolves when the socket has sent what was written, or is gone. */
function drained(socket: net.Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}

/** Bytes cut into pieces of these sizes; the last size is repeated. */
export function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (let piece = 0; at < bytes.length; piece++) {
    const size = sizes[Math.min(piece, sizes.length - 1)] ?? bytes.length;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}
