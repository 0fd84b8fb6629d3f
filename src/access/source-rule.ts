/** Where a connection comes from: 16 bytes of an IP address (IPv4 as `::ffff:a.b.c.d`), or nothing for a Unix socket. */
export type Source = Uint8Array;

const UNIX_SOURCE: Source = new Uint8Array(0);

/** How a connection reached the server, as far as source rules look at it. */
export interface Origin {
  readonly kind: 'tcp' | 'tls' | 'unix' | 'in-process';
  /** The client's IP address without the port; of no interest for the other kinds. */
  readonly source: string;
}

/** What no connection asks for: source rules don't apply to it. */
export const IN_PROCESS: Origin = { kind: 'in-process', source: '' };

const ADDRESS_BYTES = 16;
const MAPPED_BITS = 96;

/** One address range of `from=`; `bits` counts in the 16-byte form. */
export interface SourceRule {
  /** As it was written, without `from=`. */
  readonly text: string;
  readonly address: Source;
  readonly bits: number;
}

/** The source for an IP address as sockets report it (`127.0.0.1`, `::1`, `fe80::1%eth0`); undefined when it is none. */
export function parseSource(text: string): Source | undefined {
  const zone = text.indexOf('%');
  const address = zone < 0 ? text : text.slice(0, zone);
  return address.includes(':') ? parseIpv6(address) : parseIpv4(address);
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
  if (slash < 0) return { text, address, bits: ADDRESS_BYTES * 8 };
  const length = text.slice(slash + 1);
  if (!/^(?:0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const bits = base + Number(length);
  return bits <= ADDRESS_BYTES * 8 ? { text, address, bits } : undefined;
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

function parseIpv4(text: string): Source | undefined {
  const parts = text.split('.');
  if (
    parts.length !== 4 ||
    !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
  ) {
    return undefined;
  }
  return Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, ...parts.map(Number)]);
}

function parseIpv6(text: string): Source | undefined {
  const halves = text.split('::');
  // An IPv4 address may stand at the very end only.
  if (halves.length > 2 || (halves.length === 2 && halves[0]?.includes('.') === true))
    return undefined;
  const head = readGroups(halves[0] ?? '');
  const tail = halves.length === 2 ? readGroups(halves[1] ?? '') : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = ADDRESS_BYTES - head.length - tail.length;
  // `::` stands for at least one group of zeros.
  if (halves.length === 2 ? missing < 2 : missing !== 0) return undefined;
  return Uint8Array.from([...head, ...new Array<number>(missing).fill(0), ...tail]);
}

/** The bytes of groups between colons, the last of which may be an IPv4 address. */
function readGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    if (group.includes('.') && index === groups.length - 1) {
      const mapped = parseIpv4(group);
      if (mapped === undefined) return undefined;
      bytes.push(...mapped.subarray(12));
    } else if (/^[0-9a-f]{1,4}$/i.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >>> 8, value & 255);
    } else {
      return undefined;
    }
  }
  return bytes;
}
