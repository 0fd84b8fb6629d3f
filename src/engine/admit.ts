import type { CommandError } from '../command/errors.ts';
import type { Gate, Visit } from './gate.ts';
import { allowedInTransaction } from './gates/allowed-in-transaction.ts';
import { authenticated } from './gates/authenticated.ts';
import { listener } from './gates/listener.ts';
import { loading } from './gates/loading.ts';
import { memory } from './gates/memory.ts';
import { monitor } from './gates/monitor.ts';
import { permitted } from './gates/permitted.ts';
import { protectedCommand } from './gates/protected-command.ts';
import { subscriber } from './gates/subscriber.ts';

/**
 * The one door. Existence and arity have been judged before it, because they need no session. Clients can see this
 * order in which error they get, so test/differential/gate-order.test.ts pins it.
 */
const GATES: readonly Gate[] = [
  protectedCommand,
  authenticated,
  allowedInTransaction,
  listener,
  permitted,
  memory,
  subscriber,
  loading,
  monitor,
];

/** The first refusal, or nothing when the call may run. */
export function admit(visit: Visit): CommandError | undefined {
  for (const gate of GATES) {
    const refusal = gate(visit);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
