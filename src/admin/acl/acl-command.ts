import { type Command, defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { aclCat } from './acl-cat.ts';
import { aclDeluser } from './acl-deluser.ts';
import { aclDryrun } from './acl-dryrun.ts';
import { aclLoad, aclSave } from './acl-file-commands.ts';
import { aclGenpass } from './acl-genpass.ts';
import { aclGetuser } from './acl-getuser.ts';
import { aclHelp } from './acl-help.ts';
import { aclList, aclUsers } from './acl-list.ts';
import { aclLog } from './acl-log.ts';
import type { AclServices } from './acl-services.ts';
import { aclSetuser } from './acl-setuser.ts';
import { aclWhoami } from './acl-whoami.ts';

/** ACL with its subcommands. */
export function aclCommand(services: AclServices): Command {
  return defineCommand({
    name: 'ACL',
    arity: -2,
    flags: [],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '6.0.0',
      summary: 'Groups the commands that manage users and their rights.',
      complexity: 'Depends on subcommand.',
    },
    subcommands: [
      aclCat(services),
      aclDeluser(services),
      aclDryrun(services),
      aclGenpass(services),
      aclGetuser(services),
      aclHelp,
      aclList(services),
      aclLoad(services),
      aclLog(services),
      aclSave(services),
      aclSetuser(services),
      aclUsers(services),
      aclWhoami,
    ],
  });
}
