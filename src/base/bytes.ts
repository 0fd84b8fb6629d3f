/** What the whole program needs to know about byte arrays; text enters and leaves as Latin-1 or UTF-8, never guessed. */

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** `String.fromCharCode` takes its bytes as arguments; this many stay well inside every engine's stack. */
const CHARACTERS_PER_CALL = 8192;

const ESCAPES = new Map<number, string>([
  [0x5c, '\\\\'],
  [0x22, '\\"'],
  [0x0a, '\\n'],
  [0x0d, '\\r'],
  [0x09, '\\t'],
  [0x07, '\\a'],
  [0x08, '\\b'],
]);

/** True when both hold the same bytes. Stops at the first difference: secrets need the crypto port's comparison. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) {
    if (left[index] !== right[index]) return false;
  }
  return true;
}

/** Orders as memcmp does, the shorter first when one is the beginning of the other. */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index++) {
    const difference = left[index]! - right[index]!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** One array that holds the parts in order. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** One byte per character; characters beyond 0xff are a caller's mistake and throw. */
export function fromLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0xff) throw new RangeError(`character ${String(code)} does not fit in one byte`);
    bytes[index] = code;
  }
  return bytes;
}

/** One character per byte. (TextDecoder's `latin1` is windows-1252 and changes 0x80..0x9f.) */
export function toLatin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHARACTERS_PER_CALL) {
    const part: ArrayLike<number> = bytes.subarray(at, at + CHARACTERS_PER_CALL);
    // A spread would walk the array's iterator, which takes four times as long.
    text += String.fromCharCode.apply(undefined, part as number[]);
  }
  return text;
}

export function fromUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Text of the bytes; what is not UTF-8 becomes U+FFFD. */
export function toUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Compares with a lower-case ASCII word, ignoring the case of ASCII letters only. */
export function equalsIgnoreCase(bytes: Uint8Array, lowerText: string): boolean {
  if (bytes.length !== lowerText.length) return false;
  for (let index = 0; index < bytes.length; index++) {
    if (lowerByte(bytes[index]!) !== lowerText.charCodeAt(index)) return false;
  }
  return true;
}

/** The byte with an ASCII capital made small. */
export function lowerByte(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}

/** The form Redis shows in logs, errors and its client: quoted, `\n` and friends by letter, the rest as `\xHH`. */
export function quoteBytes(bytes: Uint8Array): string {
  let text = '"';
  for (const byte of bytes) text += ESCAPES.get(byte) ?? escapeByte(byte);
  return `${text}"`;
}

function escapeByte(byte: number): string {
  if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}
