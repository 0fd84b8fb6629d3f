import { fromLatin1 } from '../../base/bytes.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { REDIS_VERSION } from '../redis-version.ts';
import type { ServerServices } from '../services.ts';

const CASEMATE = [
  '   ________________________ ',
  '  /  .  ,   .  ____  .   , \\',
  ' /_.____,_.__ /    \\ _.__,__\\',
  ' |   ,    .  |  ()  |   .   |',
  ' |_____,_____|______|___,___|',
  '',
  'Thick walls, one narrow opening, and somebody who looks out of it.',
].join('\n');

/** LOLWUT: a picture and the version. */
export function lolwut(services: ServerServices): Command {
  return defineCommand({
    name: 'LOLWUT',
    arity: -1,
    flags: ['readonly', 'fast'],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '5.0.0',
      summary: 'Draws a picture and tells the version.',
      complexity: 'O(1)',
      arguments: [{ name: 'version', type: 'integer', token: 'VERSION', flags: ['optional'] }],
    },
    run(call) {
      const { reply } = call;
      // There is one picture, but a version must still be a number.
      if (call.count > 2 && call.is(1, 'version')) call.integer(2);
      const version = `Casemate ver. ${services.identity.version}, compatible with Redis ver. ${REDIS_VERSION}`;
      reply.verbatim('txt', fromLatin1(`${CASEMATE}\n\n${version}\n`));
    },
  });
}
