import type { Call } from '../../command/call.ts';
import { CommandError } from '../../command/errors.ts';
import type { Session } from '../../engine/session.ts';
import { SessionState } from '../../engine/session-state.ts';

/** The classes of connections that CLIENT LIST and CLIENT KILL tell apart. */
export type ClientType = 'normal' | 'replica' | 'master' | 'pubsub';

const NAMES = new Map<string, ClientType>([
  ['normal', 'normal'],
  ['slave', 'replica'],
  ['replica', 'replica'],
  ['master', 'master'],
  ['pubsub', 'pubsub'],
]);

export function readClientType({ args }: Call, word: number): ClientType {
  const name = args.latin1(word);
  const type = NAMES.get(name.toLowerCase());
  if (type === undefined) throw new CommandError(`ERR Unknown client type '${name}'`);
  return type;
}

export function clientTypeOf(session: Session): ClientType {
  return session.is(SessionState.subscribed) ? 'pubsub' : 'normal';
}
