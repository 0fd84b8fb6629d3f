import type { Socket as NetSocket } from 'node:net';
import type { ProxyHeader, ProxyProtocol } from '../ports/network.ts';

/** How waiting for a header ends; nobody is told of a connection that has gone meanwhile. */
export interface HeaderOutcome {
  readonly arrived: (client: ProxyHeader['client']) => void;
  readonly refused: (reason: string) => void;
}

/**
 * Reads the PROXY header that stands in clear before a TLS handshake, and puts back what follows it: a TLS socket takes
 * what its connection has already read.
 */
export function awaitProxyHeader(
  accepted: NetSocket,
  { proxies, address }: { readonly proxies: ProxyProtocol; readonly address: string },
  outcome: HeaderOutcome,
): void {
  let held: Buffer = Buffer.alloc(0);
  const settle = (): void => {
    clearTimeout(deadline);
    accepted.off('readable', read);
    accepted.off('end', ended);
    accepted.off('close', settle);
  };
  const refuse = (reason: string): void => {
    settle();
    outcome.refused(reason);
  };
  const ended = (): void => {
    refuse('it ended before its PROXY header did');
  };
  const read = (): void => {
    for (let part = readPart(accepted); part !== null; part = readPart(accepted))
      held = Buffer.concat([held, part]);
    const header = proxies.readHeader(held, address);
    if (header === 'incomplete' && held.length < proxies.headerBytesMax) return;
    if (typeof header === 'string') {
      refuse('what it sent first is no PROXY header');
      return;
    }
    settle();
    if (held.length > header.length) accepted.unshift(held.subarray(header.length));
    outcome.arrived(header.client);
  };
  const deadline = setTimeout(() => {
    refuse('it sent no PROXY header in time');
  }, proxies.headerTimeoutMs());
  accepted.on('readable', read);
  accepted.on('end', ended);
  accepted.on('close', settle);
}

function readPart(accepted: NetSocket): Buffer | null {
  return accepted.read() as Buffer | null;
}
