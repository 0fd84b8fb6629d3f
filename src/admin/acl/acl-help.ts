import { helpCommand } from '../help-command.ts';

/** ACL HELP. */
export const aclHelp = helpCommand({
  container: 'ACL',
  group: 'server',
  since: '6.0.0',
  categories: [],
  lines: [
    ['CAT [<category>]', 'Name the categories, or the commands of one.'],
    ['DELUSER <username> [<username> ...]', 'Remove users and end their connections.'],
    ['DRYRUN <username> <command> [<arg> ...]', 'Tell whether the user may run this request.'],
    ['GENPASS [<bits>]', 'Make up a password of 256 bits, or of as many as are asked for.'],
    ['GETUSER <username>', 'Show the rules of a user.'],
    ['LIST', 'Show all users as lines of an ACL file.'],
    ['LOAD', 'Replace all users by those of the ACL file.'],
    ['LOG [<count> | RESET]', 'Show what was refused lately, or forget it.'],
    ['SAVE', 'Write all users to the ACL file.'],
    ['SETUSER <username> <rule> [<rule> ...]', 'Make a user or change one.'],
    ['USERS', 'Name all users.'],
    ['WHOAMI', 'Name the user of this connection.'],
  ],
});
