import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** One entry of `bind`, ready to be bound. */
export interface ListenAddress {
  /** As written, without the mark: what log lines show. */
  readonly text: string;
  readonly host: string;
  readonly ipv6: boolean;
  /** Written with a leading `-`: an address that this machine doesn't have is passed over. */
  readonly optional: boolean;
}

/** Reads an entry of `bind`; a name is looked up as IPv4, as redis-server does. Throws the look-up's error. */
export async function resolveListenAddress(entry: string): Promise<ListenAddress> {
  const optional = entry.startsWith('-');
  const text = optional ? entry.slice(1) : entry;
  if (text === '*') return { text, host: '0.0.0.0', ipv6: false, optional };
  if (text === '::*') return { text, host: '::', ipv6: true, optional };
  const ipv6 = text.includes(':');
  if (isIP(text) !== 0 || ipv6) return { text, host: text, ipv6, optional };
  const found = await lookup(text, { family: 4 });
  return { text, host: found.address, ipv6: false, optional };
}
