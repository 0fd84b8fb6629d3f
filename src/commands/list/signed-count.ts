import { CommandError } from '../../command/errors.ts';

/** Where the smallest 64-bit integer is refused, because its negative is none. */
export const signedCountOutOfRange = new CommandError(
  'ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807',
);
