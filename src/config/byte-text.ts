/**
 * Configuration as text that loses nothing: valid UTF-8 becomes what it says, so that paths and messages read well, and
 * every other byte becomes a lone surrogate (U+DC80 and up), so that a password of arbitrary bytes survives a round trip.
 */

import { toLatin1 } from '../base/bytes.ts';

const ESCAPE_BASE = 0xdc00;
const UTF8_LEADS = [
  { from: 0xc2, to: 0xdf, length: 2, mask: 0x1f, least: 0x80 },
  { from: 0xe0, to: 0xef, length: 3, mask: 0x0f, least: 0x800 },
  { from: 0xf0, to: 0xf4, length: 4, mask: 0x07, least: 0x10000 },
] as const;

/** Bytes to text; `encodeText` gives exactly these bytes back. */
export function decodeText(bytes: Uint8Array): string {
  const parts: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const plainEnd = endOfAscii(bytes, at);
    if (plainEnd > at) {
      // In one piece: a client may send megabytes where a name belongs.
      parts.push(toLatin1(bytes.subarray(at, plainEnd)));
      at = plainEnd;
      continue;
    }
    const sequence = codePointAt(bytes, at);
    if (sequence === undefined) {
      parts.push(String.fromCharCode(ESCAPE_BASE + (bytes[at] ?? 0)));
      at += 1;
    } else {
      parts.push(String.fromCodePoint(sequence.codePoint));
      at += sequence.length;
    }
  }
  return parts.join('');
}

/** Text to bytes: UTF-8, and the bytes that `decodeText` could not read as such. */
export function encodeText(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code >= ESCAPE_BASE + 0x80 && code <= ESCAPE_BASE + 0xff)
      bytes.push(code - ESCAPE_BASE);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code < 0x10000)
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    else {
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 0x3f),
        0x80 | ((code >> 6) & 0x3f),
        0x80 | (code & 0x3f),
      );
    }
  }
  return Uint8Array.from(bytes);
}

function endOfAscii(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] ?? 0) < 0x80) at += 1;
  return at;
}

function codePointAt(
  bytes: Uint8Array,
  at: number,
): { codePoint: number; length: number } | undefined {
  const lead = bytes[at] ?? 0;
  const form = UTF8_LEADS.find(({ from, to }) => lead >= from && lead <= to);
  if (form === undefined || at + form.length > bytes.length) return undefined;
  let codePoint = lead & form.mask;
  for (let i = 1; i < form.length; i += 1) {
    const next = bytes[at + i] ?? 0;
    if ((next & 0xc0) !== 0x80) return undefined;
    codePoint = (codePoint << 6) | (next & 0x3f);
  }
  const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  if (codePoint < form.least || codePoint > 0x10ffff || isSurrogate) return undefined;
  return { codePoint, length: form.length };
}
