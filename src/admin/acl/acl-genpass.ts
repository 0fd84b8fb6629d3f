import {
  GENERATED_BITS,
  GENERATED_BITS_MAX,
  generatePassword,
} from '../../access/generate-password.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { requireAtMost } from '../wrong-use.ts';
import type { AclServices } from './acl-services.ts';

const WRONG_BITS = new CommandError(
  `ERR ACL GENPASS argument must be the number of bits for the output password, a positive number up to ${GENERATED_BITS_MAX}`,
);

/** ACL GENPASS: a random password. */
export function aclGenpass(services: AclServices): Command {
  return defineCommand({
    name: 'GENPASS',
    arity: -2,
    flags: ['noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [2],
    docs: {
      group: 'server',
      since: '6.0.0',
      summary: 'Makes up a password that nobody can guess.',
      complexity: 'O(1)',
      arguments: [{ name: 'bits', type: 'integer', flags: ['optional'] }],
    },
    run(call) {
      requireAtMost(call, 3);
      const bits = call.count === 2 ? GENERATED_BITS : call.integer(2);
      if (bits <= 0 || bits > GENERATED_BITS_MAX) throw WRONG_BITS;
      call.reply.bulkLatin1(generatePassword(services.entropy, bits));
    },
  });
}
