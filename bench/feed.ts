import type { Feed } from './loads.ts';
import { call } from './request.ts';
import { type Piece, requestText, sendAll } from './send-all.ts';

/** Members of one command. */
const MEMBERS_PER_COMMAND = 100;

/** Makes a collection anew on the server at this port. */
export async function feed(port: number, collection: Feed): Promise<void> {
  await call(port, 'DEL', collection.key);
  await sendAll(port, requests(collection));
}

function* requests({ key, command, words, members }: Feed): Generator<Piece> {
  for (let from = 0; from < members; from += MEMBERS_PER_COMMAND) {
    const given = [command, key];
    for (let i = from; i < Math.min(members, from + MEMBERS_PER_COMMAND); i++) {
      for (const word of words) given.push(word.replace('#', String(i)));
    }
    yield { text: requestText(given), lines: 1 };
  }
}
