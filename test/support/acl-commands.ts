import assert from 'node:assert/strict';
import { AclLog } from '../../src/access/acl-log.ts';
import { Users } from '../../src/access/users.ts';
import { aclCommand } from '../../src/admin/acl/acl-command.ts';
import type { AclServices } from '../../src/admin/acl/acl-services.ts';
import { Arguments } from '../../src/base/arguments.ts';
import { fromLatin1, toLatin1 } from '../../src/base/bytes.ts';
import { HalfSipHash } from '../../src/base/siphash.ts';
import { Call } from '../../src/command/call.ts';
import type { Command } from '../../src/command/command.ts';
import { CommandError } from '../../src/command/errors.ts';
import { CommandTable } from '../../src/command/table.ts';
import { findRow } from '../../src/engine/find-row.ts';
import { Database } from '../../src/keyspace/database.ts';
import { World } from '../../src/keyspace/world.ts';
import { Slabs } from '../../src/memory/slabs.ts';
import { NodeCrypto } from '../../src/platform/node-crypto.ts';
import { NodeDisk } from '../../src/platform/node-disk.ts';
import { NodeEntropy } from '../../src/platform/node-entropy.ts';
import type { LogLevel } from '../../src/ports/log.ts';
import { Reply } from '../../src/resp/reply.ts';
import { Settings } from '../../src/settings/settings.ts';

/** Runs ACL without a door or a socket, over whatever other commands there are to have rights to. */
export class AclCommands {
  readonly settings = new Settings();
  readonly table: CommandTable;
  readonly users: Users;
  readonly aclLog: AclLog;
  readonly logged: string[] = [];
  aclFilePath = '';
  readonly world = new World(new Slabs(), new HalfSipHash(1, 2));
  readonly #call: Call;
  readonly #reply = new Reply(1 << 16);

  constructor(others: readonly Command[]) {
    const made: { services?: AclServices } = {};
    const services = new Proxy({} as AclServices, {
      get: (_, name) => Reflect.get(made.services ?? {}, name) as unknown,
    });
    this.table = new CommandTable([...others, aclCommand(services)]);
    const { security } = this.settings;
    this.users = new Users(
      { table: this.table, crypto: new NodeCrypto(), security },
      new Uint8Array(32),
    );
    this.aclLog = new AclLog(security);
    made.services = this.#services();
    this.world.startTurn(1_700_000_000_000);
    const databases = [new Database(0, this.world)];
    this.#call = new Call({
      args: Arguments.of([]),
      reply: this.#reply,
      row: this.table.top[0] ?? assert.fail('there are commands'),
      session: { id: 1, databaseIndex: 0, userName: 'default', resp3: false, denyBlocking: false },
      databases,
      settings: this.settings,
    });
  }

  set resp3(on: boolean) {
    this.#reply.resp3 = on;
  }

  /** A line split at its spaces. */
  line(text: string): Promise<string> {
    return this.run(...text.split(' '));
  }

  /** The reply's bytes, one character each; of a deferred call what it answers in the end. */
  async run(...words: readonly string[]): Promise<string> {
    const call = this.#call;
    const reply = this.#reply;
    reply.at = 0;
    call.args = Arguments.of(words.map(fromLatin1));
    const row = findRow(this.table, call.args);
    try {
      if (row instanceof CommandError) throw row;
      call.row = row;
      row.run(call);
      const late = await call.deferred;
      late?.(reply);
    } catch (thrown) {
      if (!(thrown instanceof CommandError)) throw thrown;
      reply.error(thrown.message);
    }
    call.deferred = undefined;
    return toLatin1(reply.u8.subarray(0, reply.at));
  }

  #services(): AclServices {
    const { users, aclLog, table, logged } = this;
    const path = (): string => this.aclFilePath;
    return {
      users,
      aclLog,
      table,
      disk: new NodeDisk(),
      entropy: new NodeEntropy(),
      log: { line: (level: LogLevel, text: string) => logged.push(`${level} ${text}`) },
      get aclFilePath() {
        return path();
      },
    };
  }
}
