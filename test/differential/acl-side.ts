import assert from 'node:assert/strict';
import { check } from '../../src/access/check.ts';
import { denialExplanation } from '../../src/access/denial.ts';
import type { SelectorRules } from '../../src/access/selector.ts';
import { IN_PROCESS } from '../../src/access/source-rule.ts';
import type { User } from '../../src/access/user.ts';
import { applyUserRules, newUserRules } from '../../src/access/user-rules.ts';
import { Users } from '../../src/access/users.ts';
import { Arguments } from '../../src/base/arguments.ts';
import { fromLatin1 } from '../../src/base/bytes.ts';
import { CommandError } from '../../src/command/errors.ts';
import { FoundKeys } from '../../src/command/found-keys.ts';
import { CommandTable } from '../../src/command/table.ts';
import { findRow } from '../../src/engine/find-row.ts';
import { NodeCrypto } from '../../src/platform/node-crypto.ts';
import { SecuritySettings } from '../../src/settings/security-settings.ts';
import { foreignCommands } from '../support/foreign-commands.ts';
import type { RespClient } from '../support/resp-client.ts';

/** Casemate's ACL over the commands of the other server. */
export class AclSide {
  readonly table: CommandTable;
  readonly users: Users;

  private constructor(table: CommandTable) {
    this.table = table;
    this.users = new Users(
      { table, crypto: new NodeCrypto(), security: new SecuritySettings() },
      new Uint8Array(32),
    );
  }

  static async like(client: RespClient): Promise<AclSide> {
    return new AclSide(new CommandTable(await foreignCommands(client)));
  }

  set(rules: readonly string[]): string {
    const wrong = this.users.set('alice', rules);
    return wrong === undefined ? 'OK' : `ERR ${wrong}`;
  }

  /** The names of all commands, as rules have them. */
  get commandNames(): string[] {
    return this.table.rows.map((row) => row.fullName);
  }

  /** What ACL LIST prints of the user, or nothing. */
  get line(): string {
    return this.users.lines().find((line) => line.startsWith('user alice ')) ?? '';
  }

  get alice(): User | undefined {
    return this.users.get('alice');
  }

  /** What ACL DRYRUN answers, undefined where keys can't be told and Casemate is stricter on purpose. */
  dryrun(words: readonly string[]): string | undefined {
    const { alice } = this;
    assert.ok(alice !== undefined);
    const args = Arguments.of(words.map(fromLatin1));
    const row = findRow(this.table, args);
    if (row instanceof CommandError) return undefined;
    if (row.findKeys(args, new FoundKeys()).invalid) return undefined;
    const denial = check({ user: alice, databaseIndex: 0, nowMs: 0, link: IN_PROCESS }, row, args);
    return denial === undefined ? 'OK' : denialExplanation(denial, 'alice');
  }
}

/**
 * Redis 7.0 prints the shortest rules it finds for the commands, so what the line means is compared. It prints `%RW~*` as
 * `~*`, after which its own line can't be read.
 */
export function assertSameRights(ours: AclSide, line: string): void {
  if (line === '' || ours.line.includes('%RW~*')) return;
  const { context } = ours.users;
  const rules = newUserRules(context);
  const copy = newUserRules(context);
  const words = (text: string): string[] =>
    text
      .split(/ (?![^(]*\))/)
      .slice(2)
      .filter((word) => word !== 'sanitize-payload');
  assert.equal(applyUserRules(rules, words(line), context), undefined, line);
  assert.equal(applyUserRules(copy, words(ours.line), context), undefined, ours.line);
  for (const [index, selector] of rules.selectors.entries()) {
    const own = copy.selectors[index];
    assert.ok(own !== undefined, 'a selector is missing');
    const message = `${own.commandRules.words().join(' ')} or ${selector.commandRules.words().join(' ')}`;
    assert.deepEqual(rightsOf(own), rightsOf(selector), message);
  }
  assert.deepEqual({ ...copy, selectors: [] }, { ...rules, selectors: [] });
}

/** Without the wording, and without first arguments of commands that are allowed with any. */
function rightsOf({ firstArguments, ...rights }: SelectorRules): unknown {
  const allowed = (id: number): boolean =>
    ((rights.commandBits[id >>> 5] ?? 0) & (1 << (id & 31))) !== 0;
  return {
    ...rights,
    commandRules: undefined,
    firstArguments: new Map([...firstArguments].filter(([id]) => !allowed(id))),
  };
}
