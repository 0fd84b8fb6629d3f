const UNITS = ['B', 'K', 'M', 'G', 'T', 'P'] as const;

/** A size for people, as Redis prints it: `512B`, `1.50M`. */
export function humanBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0 ? `${bytes}B` : `${value.toFixed(2)}${UNITS[unit] ?? ''}`;
}
