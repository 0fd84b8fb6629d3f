import { loadAclFile, saveAclFile } from '../../access/acl-file.ts';
import type { LateReply } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { AclServices } from './acl-services.ts';

const NO_FILE = new CommandError(
  'ERR This Redis instance is not configured to use an ACL file. You may want to specify users via the ' +
    'ACL SETUSER command and then issue a CONFIG REWRITE (assuming you have a Redis configuration file set) ' +
    'in order to store users in the Redis configuration.',
);
const NOT_SAVED =
  'ERR There was an error trying to save the ACLs. Please check the server logs for more information';

/** ACL LOAD: the users of the file in place of all there are, or none of them. */
export function aclLoad(services: AclServices): Command {
  return defineCommand({
    name: 'LOAD',
    arity: 2,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '6.0.0',
      summary: 'Replaces all users by those of the ACL file, if all of its lines are right.',
      complexity: 'O(N). Where N is the number of configured users.',
    },
    run(call) {
      if (services.aclFilePath === '') throw NO_FILE;
      call.defer(load(services));
    },
  });
}

/** ACL SAVE: writes all users to the file. */
export function aclSave(services: AclServices): Command {
  return defineCommand({
    name: 'SAVE',
    arity: 2,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '6.0.0',
      summary: 'Writes all users to the ACL file.',
      complexity: 'O(N). Where N is the number of configured users.',
      tips: ['request_policy:all_nodes', 'response_policy:all_succeeded'],
    },
    run(call) {
      if (services.aclFilePath === '') throw NO_FILE;
      call.defer(save(services));
    },
  });
}

async function load({ users, disk, aclFilePath }: AclServices): Promise<LateReply> {
  const errors = await loadAclFile(users, disk, aclFilePath);
  return (reply) => {
    if (errors === undefined) reply.ok();
    else reply.error(`ERR ${errors}`);
  };
}

async function save({ users, disk, log, aclFilePath }: AclServices): Promise<LateReply> {
  const written = await saveAclFile(users, { disk, log }, aclFilePath);
  if (!written.ok) log.line('warning', `ACL SAVE to ${aclFilePath}: ${written.failure.message}`);
  return (reply) => {
    if (written.ok) reply.ok();
    else reply.error(NOT_SAVED);
  };
}
