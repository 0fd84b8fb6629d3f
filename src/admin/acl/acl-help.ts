import { defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';

const LINES = [
  'ACL <subcommand> [<arg> [value] [opt] ...]. Subcommands are:',
  'CAT [<category>]',
  '    Name the categories, or the commands of one.',
  'DELUSER <username> [<username> ...]',
  '    Remove users and end their connections.',
  'DRYRUN <username> <command> [<arg> ...]',
  '    Tell whether the user may run this request, without running it.',
  'GENPASS [<bits>]',
  '    Make up a password of 256 bits, or of as many as are asked for.',
  'GETUSER <username>',
  '    Show the rules of a user.',
  'LIST',
  '    Show all users as lines of an ACL file.',
  'LOAD',
  '    Replace all users by those of the ACL file.',
  'LOG [<count> | RESET]',
  '    Show what was refused lately, or forget it.',
  'SAVE',
  '    Write all users to the ACL file.',
  'SETUSER <username> <rule> [<rule> ...]',
  '    Make a user or change one.',
  'USERS',
  '    Name all users.',
  'WHOAMI',
  '    Name the user of this connection.',
  'HELP',
  '    Print this help.',
];

/** ACL HELP. */
export const aclHelp = defineCommand({
  name: 'HELP',
  arity: 2,
  flags: ['loading', 'stale'],
  categories: [],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'server',
    since: '6.0.0',
    summary: 'Explains the subcommands of ACL.',
    complexity: 'O(1)',
  },
  run({ reply }) {
    reply.array(LINES.length);
    for (const line of LINES) reply.simple(line);
  },
});
