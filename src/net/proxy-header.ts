/** The header that a proxy puts in front of a connection. Source: haproxy.org, proxy-protocol.txt, versions 1 and 2. */
export interface ProxyHeader {
  /** Bytes of the header. */
  readonly length: number;
  /** Who connected to the proxy; undefined for the proxy's own connections (health checks). */
  readonly client: { readonly address: string; readonly port: number } | undefined;
}

/** The longest line of version 1, its CR LF included. */
const LINE_BYTES_MAX = 107;
const SIGNATURE = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];
const FIXED_BYTES = 16;
/** Addresses and extensions of version 2 beyond this are no header that anybody sends. */
const REST_BYTES_MAX = 4096;
const LINE =
  /^PROXY (?:(UNKNOWN)(?: [^\r\n]*)?|(TCP4|TCP6) ([0-9a-fA-F.:]+) ([0-9a-fA-F.:]+) (\d{1,5}) (\d{1,5}))\r\n$/;
const PORT_MAX = 65_535;

/** Nothing longer is ever asked for. */
export const PROXY_HEADER_BYTES_MAX = FIXED_BYTES + REST_BYTES_MAX;

/** Reads the header at the start of `bytes`. `incomplete` asks for more bytes; `invalid` never becomes a header. */
export function readProxyHeader(bytes: Uint8Array): ProxyHeader | 'incomplete' | 'invalid' {
  if (bytes.length === 0) return 'incomplete';
  return bytes[0] === SIGNATURE[0] ? readBinary(bytes) : readLine(bytes);
}

function readLine(bytes: Uint8Array): ProxyHeader | 'incomplete' | 'invalid' {
  let text = '';
  for (const byte of bytes.subarray(0, LINE_BYTES_MAX)) {
    text += String.fromCharCode(byte);
    if (byte === 0x0a) return readWords(text);
  }
  const begins = 'PROXY '.startsWith(text.slice(0, 6));
  return begins && text.length < LINE_BYTES_MAX ? 'incomplete' : 'invalid';
}

function readWords(line: string): ProxyHeader | 'invalid' {
  const words = LINE.exec(line);
  if (words === null) return 'invalid';
  if (words[1] !== undefined) return { length: line.length, client: undefined };
  const [, , family, address = '', , port = ''] = words;
  const isIpv6 = address.includes(':');
  if (isIpv6 !== (family === 'TCP6') || Number(port) > PORT_MAX || !isAddress(address)) {
    return 'invalid';
  }
  return { length: line.length, client: { address, port: Number(port) } };
}

/** Strict for IPv4. What else passes for IPv6 is nobody's address to the source rules, which read it again. */
function isAddress(text: string): boolean {
  if (text.includes(':')) return text.length <= 45;
  const parts = text.split('.');
  return (
    parts.length === 4 &&
    parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
  );
}

function readBinary(bytes: Uint8Array): ProxyHeader | 'incomplete' | 'invalid' {
  for (let i = 0; i < Math.min(bytes.length, SIGNATURE.length); i++) {
    if (bytes[i] !== SIGNATURE[i]) return 'invalid';
  }
  if (bytes.length < FIXED_BYTES) return 'incomplete';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const command = view.getUint8(12);
  const family = view.getUint8(13);
  const rest = view.getUint16(14);
  if ((command !== 0x20 && command !== 0x21) || rest > REST_BYTES_MAX) return 'invalid';
  if (bytes.length < FIXED_BYTES + rest) return 'incomplete';
  const length = FIXED_BYTES + rest;
  if (command === 0x20) return { length, client: undefined };
  if (family === 0x11 && rest >= 12) {
    const address = [...bytes.subarray(16, 20)].join('.');
    return { length, client: { address, port: view.getUint16(24) } };
  }
  if (family === 0x21 && rest >= 36) {
    return { length, client: { address: ipv6Text(view), port: view.getUint16(48) } };
  }
  // Unix sockets and what is to come: nothing that a rule about addresses could judge.
  return 'invalid';
}

/** As the system writes it: IPv4 in disguise as IPv4, the first longest run of zeros as `::` (RFC 5952). */
function ipv6Text(view: DataView): string {
  const groups = Array.from({ length: 8 }, (_, i) => view.getUint16(16 + 2 * i));
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return Array.from({ length: 4 }, (_, i) => view.getUint8(28 + i)).join('.');
  }
  let best = { start: 0, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const text = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  if (best.length === 1) return text(0, 8);
  return `${text(0, best.start)}::${text(best.start + best.length, 8)}`;
}
