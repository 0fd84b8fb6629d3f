import { once } from 'node:events';
import net from 'node:net';
import type { TestContext } from 'node:test';
import { lastly } from './cleanup.ts';

/** Somebody in the middle: passes everything on to a port and keeps what went by. */
export class WireTap {
  readonly port: number;
  /** Both directions, one character per byte. */
  heard = '';

  private constructor(port: number) {
    this.port = port;
  }

  static async before(context: TestContext, target: number): Promise<WireTap> {
    const server = net.createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port was given');
    const tap = new WireTap(address.port);
    server.on('connection', (near) => {
      const far = net.connect({ port: target, host: '127.0.0.1' });
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        from.on('data', (part: Buffer) => (tap.heard += part.toString('latin1')));
        from.on('error', () => to.destroy());
        from.pipe(to);
        lastly(context, () => from.destroy());
      }
    });
    lastly(context, () => server.close());
    return tap;
  }
}
