import net from 'node:net';

/** Below what systems give to outgoing connections: nobody's client takes a port between its choice and its use. */
const FIRST_PORT = 10_240;
const BLOCKS = 256;
const BLOCK_PORTS = 40;

let block: Promise<number> | undefined;
let taken = 0;

/**
 * A TCP port of the loopback interface that nobody listens on and that no other test process is given: test files run
 * side by side, and each has a block of ports of its own, whose first one it holds until it ends.
 */
export async function freePort(): Promise<number> {
  block ??= claimBlock();
  const first = await block;
  for (let tried = 1; tried < BLOCK_PORTS; tried++) {
    const port = first + 1 + (taken++ % (BLOCK_PORTS - 1));
    const server = await listenOn(port);
    if (server === undefined) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
  throw new Error('all ports of this process are in use');
}

async function claimBlock(): Promise<number> {
  for (let tried = 0; tried < BLOCKS; tried++) {
    const first = FIRST_PORT + ((process.pid + tried) % BLOCKS) * BLOCK_PORTS;
    const holder = await listenOn(first);
    if (holder === undefined) continue;
    holder.unref();
    return first;
  }
  throw new Error('all blocks of ports are in use');
}

/** Undefined where somebody listens. */
async function listenOn(port: number): Promise<net.Server | undefined> {
  const server = net.createServer();
  return await new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
