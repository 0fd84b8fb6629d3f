import { CommandError } from '../../command/errors.ts';
import { FlagBit } from '../../command/flags.ts';
import type { Gate } from '../gate.ts';

/** DEBUG and MODULE stay shut unless the operator opened them in the configuration file. */
export const protectedCommand: Gate = ({ row, session, server }) => {
  if ((row.flags & FlagBit.protected) === 0) return undefined;
  const name = (row.parent ?? row).name;
  const option = name === 'module' ? 'enable-module-command' : 'enable-debug-command';
  const { enableModuleCommand, enableDebugCommand } = server.settings.security;
  const allowed = name === 'module' ? enableModuleCommand : enableDebugCommand;
  if (allowed === 'yes' || (allowed === 'local' && session.link.isLocal)) return undefined;
  return new CommandError(
    `ERR ${name.toUpperCase()} command not allowed. If the ${option} option is set to "local", ` +
      'you can run it from a local connection, otherwise you need to set this option in the configuration file, ' +
      'and then restart the server.',
  );
};
