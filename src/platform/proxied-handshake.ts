import type { Socket as NetSocket } from 'node:net';
import {
  ENDED_BEFORE_HEADER,
  HeaderCollector,
  NO_HEADER_IN_TIME,
} from '../ports/header-collector.ts';
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
  const collector = new HeaderCollector(proxies, address);
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
    refuse(ENDED_BEFORE_HEADER);
  };
  const read = (): void => {
    // All that there is, in one: sockets that are read by `readable` don't flow.
    const part = accepted.read() as Buffer | null;
    const header = part === null ? undefined : collector.add(part);
    if (header === undefined) return;
    if (typeof header === 'string') {
      refuse(header);
      return;
    }
    settle();
    if (header.rest.length > 0) accepted.unshift(header.rest);
    outcome.arrived(header.client);
  };
  const deadline = setTimeout(() => {
    refuse(NO_HEADER_IN_TIME);
  }, proxies.headerTimeoutMs());
  accepted.on('readable', read);
  accepted.on('end', ended);
  accepted.on('close', settle);
}
