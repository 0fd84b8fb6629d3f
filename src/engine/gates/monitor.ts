import { CommandError } from '../../command/errors.ts';
import { FlagBit } from '../../command/flags.ts';
import type { Gate } from '../gate.ts';
import { SessionState } from '../session-state.ts';

/** Redis counts those who monitor among the replicas, and answers them so. */
const NOT_FOR_MONITORS = new CommandError("ERR Replica can't interact with the keyspace");
const TOUCHES_DATA = FlagBit.write | FlagBit.readonly | FlagBit.may_replicate;

/** Between the lines of MONITOR there may be no data. */
export const monitor: Gate = ({ row, session }) =>
  session.is(SessionState.monitor) && (row.flags & TOUCHES_DATA) !== 0
    ? NOT_FOR_MONITORS
    : undefined;
