import { CommandError } from '../../command/errors.ts';
import { FlagBit } from '../../command/flags.ts';
import type { Gate } from '../gate.ts';
import { ServerState } from '../server-state.ts';

const LOADING = new CommandError('LOADING Redis is loading the dataset in memory');

/** While data is being loaded, only commands that don't need it are served. */
export const loading: Gate = ({ row, server }) =>
  (server.state & ServerState.loading) !== 0 && (row.flags & FlagBit.loading) === 0
    ? LOADING
    : undefined;
