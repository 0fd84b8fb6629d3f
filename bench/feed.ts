import { once } from 'node:events';
import { connect } from 'node:net';
import type { Feed } from './loads.ts';
import { call } from './request.ts';

/** Members of one command. */
const MEMBERS_PER_COMMAND = 100;

/** Makes a collection anew on the server at this port. */
export async function feed(port: number, { key, command, words, members }: Feed): Promise<void> {
  await call(port, 'DEL', key);
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let replies = 0;
  let finish: () => void = () => undefined;
  const expected = Math.ceil(members / MEMBERS_PER_COMMAND);
  const all = new Promise<void>((resolve) => {
    finish = resolve;
  });
  socket.on('data', (chunk: Buffer) => {
    for (const byte of chunk) if (byte === 10) replies++;
    if (replies >= expected) finish();
  });
  for (let from = 0; from < members; from += MEMBERS_PER_COMMAND) {
    const given = [command, key];
    for (let i = from; i < Math.min(members, from + MEMBERS_PER_COMMAND); i++) {
      for (const word of words) given.push(word.replace('#', String(i)));
    }
    const text = `*${given.length}\r\n${given.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
    if (!socket.write(text)) await once(socket, 'drain');
  }
  await all;
  socket.destroy();
}
