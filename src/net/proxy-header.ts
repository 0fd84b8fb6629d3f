import { ipAddressText, parseIpAddress } from '../base/ip-address.ts';
import type { ProxyHeader } from '../ports/network.ts';

/** The longest line of version 1, its CR LF included. */
const LINE_BYTES_MAX = 107;
const SIGNATURE = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];
const FIXED_BYTES = 16;
/** Addresses and extensions of version 2 beyond this are no header that anybody sends. */
const REST_BYTES_MAX = 4096;
const LINE =
  /^PROXY (?:(UNKNOWN)(?: [^\r\n]*)?|(TCP4|TCP6) ([0-9a-fA-F.:]+) ([0-9a-fA-F.:]+) (0|[1-9]\d{0,4}) (0|[1-9]\d{0,4}))\r\n$/;
/** A group of more digits than it needs: nobody sends that, and what is read differently by others is refused. */
const LEADING_ZERO = /(?:^|:)0[0-9a-f]/i;
const PORT_MAX = 65_535;

/** Nothing longer is ever asked for. */
export const PROXY_HEADER_BYTES_MAX = FIXED_BYTES + REST_BYTES_MAX;

/**
 * Reads the header at the start of `bytes`. `incomplete` asks for more bytes; `invalid` never becomes a header.
 * Source: haproxy.org, proxy-protocol.txt, versions 1 and 2.
 */
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
  const [, , family, from = '', to = '', port = '', toPort = ''] = words;
  const client = readAddress(family === 'TCP6' ? 6 : 4, from);
  const server = readAddress(family === 'TCP6' ? 6 : 4, to);
  if (client === undefined || server === undefined) return 'invalid';
  if (Number(port) > PORT_MAX || Number(toPort) > PORT_MAX) return 'invalid';
  return { length: line.length, client: { address: client, port: Number(port) } };
}

/** The one text of an address, however the line writes it: what counts by address must see no second one. */
function readAddress(family: 4 | 6, text: string): string | undefined {
  if (text.includes(':') !== (family === 6) || LEADING_ZERO.test(text)) return undefined;
  const address = parseIpAddress(text);
  return address === undefined ? undefined : ipAddressText(address);
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
    const address = ipAddressText(bytes.subarray(16, 32));
    return { length, client: { address, port: view.getUint16(48) } };
  }
  // Unix sockets and what is to come: nothing that a rule about addresses could judge.
  return 'invalid';
}
