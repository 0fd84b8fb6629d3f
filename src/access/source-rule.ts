import { IP_ADDRESS_BYTES, type IpAddress, parseIpAddress } from '../base/ip-address.ts';
import type { ListenerPolicy } from '../settings/listen-settings.ts';

/** Where a connection comes from: an IP address, or nothing for a Unix socket. */
export type Source = IpAddress;

const UNIX_SOURCE: Source = new Uint8Array(0);

/** How a connection reached the server, as far as source rules look at it. */
export interface Origin {
  readonly kind: 'tcp' | 'tls' | 'unix' | 'in-process';
  /** The client's IP address without the port; of no interest for the other kinds. */
  readonly source: string;
  /** From this machine itself. */
  readonly isLocal?: boolean;
  /** Of the listener that it came through; undefined when that has none. */
  readonly policy?: ListenerPolicy | undefined;
}

/** What no connection asks for: source rules don't apply to it. */
export const IN_PROCESS: Origin = { kind: 'in-process', source: '' };

const MAPPED_BITS = 96;

/** One address range of `from=`; `bits` counts in the 16-byte form. */
export interface SourceRule {
  /** As it was written, without `from=`. */
  readonly text: string;
  readonly address: Source;
  readonly bits: number;
}

/** The source for an IP address as sockets report it (`127.0.0.1`, `::1`, `fe80::1%eth0`); undefined when it is none. */
function parseSource(text: string): Source | undefined {
  const zone = text.indexOf('%');
  return parseIpAddress(zone < 0 ? text : text.slice(0, zone));
}

/** Reads `unix`, an address or a range in CIDR form. */
export function parseSourceRule(text: string): SourceRule | undefined {
  if (text === 'unix') return { text, address: UNIX_SOURCE, bits: 0 };
  const slash = text.indexOf('/');
  const host = slash < 0 ? text : text.slice(0, slash);
  if (host.includes('%')) return undefined;
  const address = parseSource(host);
  if (address === undefined) return undefined;
  const base = host.includes(':') ? 0 : MAPPED_BITS;
  if (slash < 0) return { text, address, bits: IP_ADDRESS_BYTES * 8 };
  const length = text.slice(slash + 1);
  if (!/^(?:0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const bits = base + Number(length);
  return bits <= IP_ADDRESS_BYTES * 8 ? { text, address, bits } : undefined;
}

/** Whether the origin lies in one of the ranges. An address that can't be read lies in none. */
export function allowsOrigin(rules: readonly SourceRule[], origin: Origin): boolean {
  if (origin.kind === 'in-process') return true;
  const source = origin.kind === 'unix' ? UNIX_SOURCE : parseSource(origin.source);
  if (source === undefined) return false;
  return rules.some(
    (rule) => rule.address.length === source.length && sameBits(rule.address, source, rule.bits),
  );
}

function sameBits(left: Source, right: Source, bits: number): boolean {
  const whole = bits >>> 3;
  for (let i = 0; i < whole; i++) {
    if (left[i] !== right[i]) return false;
  }
  const rest = bits & 7;
  if (rest === 0) return true;
  const difference = (left[whole] ?? 0) ^ (right[whole] ?? 0);
  return difference >>> (8 - rest) === 0;
}
