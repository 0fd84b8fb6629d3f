/** An IP address in 16 bytes, IPv4 as `::ffff:a.b.c.d`. */
export type IpAddress = Uint8Array;

/** Bytes of an `IpAddress`. */
export const IP_ADDRESS_BYTES = 16;

const MAPPED_PREFIX = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255];

/** Reads `127.0.0.1`, `::1`, `::ffff:10.0.0.1`; undefined for everything else, zones and octal numbers included. */
export function parseIpAddress(text: string): IpAddress | undefined {
  const bytes = text.includes(':') ? parseIpv6(text) : parseIpv4(text);
  return bytes === undefined ? undefined : Uint8Array.from(bytes);
}

/** As the system writes it: IPv4 in disguise as IPv4, the first longest run of zeros as `::` (RFC 5952). */
export function ipAddressText(address: IpAddress): string {
  if (MAPPED_PREFIX.every((byte, at) => address[at] === byte))
    return address.subarray(MAPPED_PREFIX.length).join('.');
  const groups = Array.from({ length: 8 }, (_, at) => {
    return ((address[2 * at] ?? 0) << 8) | (address[2 * at + 1] ?? 0);
  });
  let best = { start: 0, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const textOf = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  if (best.length === 1) return textOf(0, 8);
  return `${textOf(0, best.start)}::${textOf(best.start + best.length, 8)}`;
}

function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.');
  if (
    parts.length !== 4 ||
    !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
  )
    return undefined;
  return [...MAPPED_PREFIX, ...parts.map(Number)];
}

function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::');
  // An IPv4 address may stand at the very end only.
  if (halves.length > 2 || (halves.length === 2 && halves[0]?.includes('.') === true))
    return undefined;
  const head = readGroups(halves[0] ?? '');
  const tail = halves.length === 2 ? readGroups(halves[1] ?? '') : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = IP_ADDRESS_BYTES - head.length - tail.length;
  // `::` stands for at least one group of zeros.
  if (halves.length === 2 ? missing < 2 : missing !== 0) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
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
      bytes.push(...mapped.slice(MAPPED_PREFIX.length));
    } else if (/^[0-9a-f]{1,4}$/i.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >>> 8, value & 255);
    } else {
      return undefined;
    }
  }
  return bytes;
}
