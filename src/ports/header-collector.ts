import type { ProxyHeader, ProxyProtocol } from './network.ts';

/** Why a connection from a proxy is ended, but for a header that is none. */
export const NO_HEADER_IN_TIME = 'it sent no PROXY header in time';
export const ENDED_BEFORE_HEADER = 'it ended before its PROXY header did';

/** A header that has come whole. */
export interface CollectedHeader {
  readonly client: ProxyHeader['client'];
  /** What came behind it: a copy. */
  readonly rest: Uint8Array;
}

/** Keeps what a proxy has sent until its header is whole. */
export class HeaderCollector {
  readonly #proxies: ProxyProtocol;
  readonly #proxyAddress: string;
  #held = new Uint8Array(0);

  constructor(proxies: ProxyProtocol, proxyAddress: string) {
    this.#proxies = proxies;
    this.#proxyAddress = proxyAddress;
  }

  /** The header; why there will be none; or undefined while more is to come. */
  add(bytes: Uint8Array): CollectedHeader | string | undefined {
    const held = new Uint8Array(this.#held.length + bytes.length);
    held.set(this.#held);
    held.set(bytes, this.#held.length);
    const header = this.#proxies.readHeader(held, this.#proxyAddress);
    if (header === 'incomplete' && held.length < this.#proxies.headerBytesMax) {
      this.#held = held;
      return undefined;
    }
    this.#held = new Uint8Array(0);
    if (typeof header === 'string') return 'what it sent first is no PROXY header';
    return { client: header.client, rest: held.slice(header.length) };
  }
}
