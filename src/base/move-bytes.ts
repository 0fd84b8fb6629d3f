/** Below this, a loop beats the call that `copyWithin` makes. */
const BYTEWISE_MAX = 48;

/** Moves bytes within one memory; the places may overlap. */
export function moveBytes(u8: Uint8Array, from: number, to: number, length: number): void {
  if (length > BYTEWISE_MAX) u8.copyWithin(to, from, from + length);
  else if (to < from) for (let i = 0; i < length; i++) u8[to + i] = u8[from + i]!;
  else for (let i = length - 1; i >= 0; i--) u8[to + i] = u8[from + i]!;
}
