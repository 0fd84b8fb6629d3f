import { once } from 'node:events';
import { connect } from 'node:net';

/** Some requests in one text, and how many lines their replies have together. */
export interface Piece {
  readonly text: string;
  readonly lines: number;
}

/** Sends all pieces down one connection, as fast as the server takes them, and waits until it has answered them all. */
export async function sendAll(port: number, pieces: Iterable<Piece>): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let expected = 0;
  let answered = 0;
  let isAllSent = false;
  const { promise, resolve: finish } = withResolvers();
  const check = (): void => {
    if (isAllSent && answered >= expected) finish();
  };
  socket.on('data', (chunk: Buffer) => {
    for (const byte of chunk) if (byte === 10) answered++;
    check();
  });
  for (const { text, lines } of pieces) {
    expected += lines;
    if (!socket.write(text)) await once(socket, 'drain');
  }
  isAllSent = true;
  check();
  await promise;
  socket.destroy();
}

/** One request as it goes on the wire; words are ASCII. */
export function requestText(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
