import type { AclLog } from '../../access/acl-log.ts';
import type { Users } from '../../access/users.ts';
import type { CommandTable } from '../../command/table.ts';
import type { Disk } from '../../ports/disk.ts';
import type { Entropy } from '../../ports/entropy.ts';
import type { LogSink } from '../../ports/log.ts';

/** What the ACL commands act on. Read at each call: the table is made of the commands, and the users of the table. */
export interface AclServices {
  readonly users: Users;
  readonly aclLog: AclLog;
  readonly table: CommandTable;
  readonly disk: Disk;
  readonly entropy: Entropy;
  readonly log: LogSink;
  /** Where `aclfile` is, empty without one. */
  readonly aclFilePath: string;
}
