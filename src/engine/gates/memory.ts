import { Errors } from '../../command/errors.ts';
import { FlagBit } from '../../command/flags.ts';
import type { Gate } from '../gate.ts';

/** Over `maxmemory`, room is made first; if there is none to make, commands that would use more are refused. */
export const memory: Gate = ({ row, server }) => {
  if (!server.overMemoryLimit() || server.makeRoom()) return undefined;
  return (row.flags & FlagBit.denyoom) !== 0 ? Errors.outOfMemory : undefined;
};
