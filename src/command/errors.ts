/** What a client did wrong, in the words it is told. Thrown while a call runs; caught once, in `engine/execute`. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** Errors without a variable part are made once, so that throwing them captures no stack. Wording as Redis 7.2. */
export const Errors = {
  wrongType: new CommandError('WRONGTYPE Operation against a key holding the wrong kind of value'),
  syntax: new CommandError('ERR syntax error'),
  notInteger: new CommandError('ERR value is not an integer or out of range'),
  notInteger32: new CommandError(
    'ERR value is out of range, value must between -2147483648 and 2147483647',
  ),
  notFloat: new CommandError('ERR value is not a valid float'),
  outOfRange: new CommandError('ERR index out of range'),
  offsetOutOfRange: new CommandError('ERR offset is out of range'),
  bitOffset: new CommandError('ERR bit offset is not an integer or out of range'),
  bitValue: new CommandError('ERR bit is not an integer or out of range'),
  overflow: new CommandError('ERR increment or decrement would overflow'),
  nanOrInfinity: new CommandError('ERR increment would produce NaN or Infinity'),
  noSuchKey: new CommandError('ERR no such key'),
  sameObject: new CommandError('ERR source and destination objects are the same'),
  databaseIndex: new CommandError('ERR DB index is out of range'),
  invalidDatabaseIndex: new CommandError('ERR invalid DB index'),
  stringTooLong: new CommandError('ERR string exceeds maximum allowed size (proto-max-bulk-len)'),
  mustBePositive: new CommandError('ERR value is out of range, must be positive'),
  invalidCursor: new CommandError('ERR invalid cursor'),
  timeoutNotFloat: new CommandError('ERR timeout is not a float or out of range'),
  timeoutNegative: new CommandError('ERR timeout is negative'),
  noAuth: new CommandError('NOAUTH Authentication required.'),
  outOfMemory: new CommandError("OOM command not allowed when used memory > 'maxmemory'."),
} as const;

export function invalidExpire(command: string): CommandError {
  return new CommandError(`ERR invalid expire time in '${command}' command`);
}

export function wrongArity(fullName: string): CommandError {
  return new CommandError(`ERR wrong number of arguments for '${fullName}' command`);
}

export function unknownSubcommand(parent: string, word: string): CommandError {
  return new CommandError(
    `ERR unknown subcommand '${word.slice(0, 128)}'. Try ${parent.toUpperCase()} HELP.`,
  );
}
