import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { cpuNs, type Server } from './processes.ts';

const SUBSCRIBERS = 10_000;
const BATCH = 500;
const MESSAGE = 'm'.repeat(64);
const WIRE = `*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$64\r\n${MESSAGE}\r\n`;

/** What one message to all subscribers costs a server. */
export interface FanOut {
  readonly server: string;
  /** Processor time of the server for each message and subscriber, microseconds. */
  readonly cpuUs: number;
  /** From PUBLISH until every subscriber has it, milliseconds. */
  readonly milliseconds: number;
}

/** Publishes to 10,000 subscribers of one channel. */
export async function measureFanOut(
  servers: readonly Server[],
  messages: number,
): Promise<FanOut[]> {
  const results: FanOut[] = [];
  for (const server of servers) results.push(await fanOut(server, messages));
  return results;
}

export function fanOutLine({ server, cpuUs, milliseconds }: FanOut): string {
  return `PUBLISH to ${SUBSCRIBERS} subscribers, ${server}: ${milliseconds.toFixed(0)} ms until all have it, ${cpuUs.toFixed(2)} µs of processor time for each.`;
}

async function fanOut(server: Server, messages: number): Promise<FanOut> {
  const sockets: Socket[] = [];
  let received = 0;
  let wanted = Infinity;
  let arrived: () => void = () => undefined;
  const count = (chunk: Buffer): void => {
    received += chunk.length;
    if (received >= wanted) arrived();
  };
  for (let at = 0; at < SUBSCRIBERS; at += BATCH) {
    const batch = Array.from({ length: BATCH }, () => connect(server.port, '127.0.0.1'));
    await Promise.all(
      batch.map(async (socket) => {
        await once(socket, 'connect');
        socket.write('SUBSCRIBE news\r\n');
        await once(socket, 'data');
        socket.on('data', count);
      }),
    );
    sockets.push(...batch);
  }
  const publisher = connect(server.port, '127.0.0.1');
  await once(publisher, 'connect');
  publisher.resume();
  const before = cpuNs(server.pid);
  const start = performance.now();
  for (let i = 0; i < messages; i++) {
    received = 0;
    wanted = WIRE.length * SUBSCRIBERS;
    const all = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    publisher.write(`PUBLISH news ${MESSAGE}\r\n`);
    await all;
  }
  const milliseconds = (performance.now() - start) / messages;
  const cpuUs = (cpuNs(server.pid) - before) / 1000 / messages / SUBSCRIBERS;
  for (const socket of [publisher, ...sockets]) socket.destroy();
  return { server: server.name, cpuUs, milliseconds };
}
