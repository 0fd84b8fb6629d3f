import type { Side } from '../../collections/list.ts';
import type { Call } from '../../command/call.ts';
import type { ArgumentDoc } from '../../command/docs.ts';
import { Errors } from '../../command/errors.ts';

/** LEFT or RIGHT. */
export function readSide(call: Call, word: number): Side {
  if (call.is(word, 'left')) return 'head';
  if (call.is(word, 'right')) return 'tail';
  throw Errors.syntax;
}

/** A side as COMMAND DOCS shows it. */
export function sideDoc(name: string): ArgumentDoc {
  return {
    name,
    type: 'oneof',
    arguments: [
      { name: 'left', type: 'pure-token', token: 'LEFT' },
      { name: 'right', type: 'pure-token', token: 'RIGHT' },
    ],
  };
}
