import type { Call } from '../../command/call.ts';
import type { CommandNames } from '../../command/table.ts';
import { sessionOf } from '../../engine/session-of.ts';

/** What commands are called by who makes the call: everybody's names, unless the user has its own (`alias=`). */
export function namesFor(call: Call, everybodys: CommandNames): CommandNames {
  return sessionOf(call).user.names ?? everybodys;
}
