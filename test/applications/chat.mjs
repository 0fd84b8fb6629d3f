import { once } from 'node:events';
import { createServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import { createClient } from 'redis';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';

/** Two servers of a chat that reach each other's clients over pub/sub. */
export async function run({ url, note }) {
  const clients = [];
  const startChat = async () => {
    const pub = await createClient({ url }).connect();
    const sub = await pub.duplicate().connect();
    clients.push(pub, sub);
    const http = createServer().listen(0, '127.0.0.1');
    await once(http, 'listening');
    const chat = new Server(http, { adapter: createAdapter(pub, sub) });
    chat.on('connection', (socket) => {
      socket.on('join', (room, done) => {
        socket.join(room);
        done();
      });
    });
    return { chat, at: `http://127.0.0.1:${http.address().port}` };
  };
  const [one, other] = [await startChat(), await startChat()];
  const ann = io(one.at, { transports: ['websocket'] });
  const bob = io(other.at, { transports: ['websocket'] });
  await Promise.all([once(ann, 'connect'), once(bob, 'connect')]);
  await ann.emitWithAck('join', 'red');
  await bob.emitWithAck('join', 'red');
  const hears = (socket) => new Promise((resolve) => socket.once('news', resolve));
  let heard = Promise.all([hears(ann), hears(bob)]);
  one.chat.emit('news', { text: 'grüße', bytes: Buffer.from([0, 255]) });
  note(
    'everybody',
    (await heard).map(({ text, bytes }) => [text, [...new Uint8Array(bytes)]]),
  );
  heard = hears(bob);
  one.chat.to('red').except(ann.id).emit('news', 'red');
  note('room', await heard);
  note('sockets', (await one.chat.in('red').fetchSockets()).length);
  other.chat.on('how many', (answer) => answer(other.chat.engine.clientsCount));
  note('between servers', await one.chat.serverSideEmitWithAck('how many'));
  await one.chat.in(bob.id).socketsLeave('red');
  await new Promise((resolve) => setTimeout(resolve, 50));
  note('after leave', (await one.chat.in('red').fetchSockets()).length);
  ann.disconnect();
  bob.disconnect();
  await one.chat.close();
  await other.chat.close();
  for (const client of clients) client.destroy();
}
