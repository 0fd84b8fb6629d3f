import type { Arguments } from '../base/arguments.ts';
import type { Call } from './call.ts';
import { CategoryBit, categoryBits } from './categories.ts';
import type { Command } from './command.ts';
import { FlagBit, flagBits } from './flags.ts';
import { type FoundKeys, findKeys } from './found-keys.ts';
import { type CommandTrait, TraitBit, traitBits } from './traits.ts';

function cannotRun(): never {
  throw new Error('A container is never run');
}

/** A command in the running server: its number, its flags as bits, its counts. */
export class CommandRow {
  /** Dense from 0, subcommands included: the bit of this command in a user's rights. */
  readonly id: number;
  readonly command: Command;
  /** In lower case, `config|get` for a subcommand. */
  readonly fullName: string;
  readonly parent: CommandRow | undefined;
  /** In the order they were written; empty for most commands. */
  readonly subcommands: CommandRow[] = [];
  readonly flags: number;
  readonly categories: number;
  /** Bits of `TraitBit`. */
  readonly traits: number;
  readonly countMin: number;
  readonly countMax: number;
  readonly run: (call: Call) => void;
  /** No subcommands, no switch of its own and nothing that a listener may refuse: eligible for the door's short way. */
  readonly takesShortWay: boolean;
  /** Consecutive calls share one clock reading. */
  readonly sharesReading: boolean;
  /** Its time isn't simply from its start to its end: it runs others, or it may wait. */
  readonly isTimedApart: boolean;
  /** Statistics, for INFO commandstats. */
  calls = 0;
  totalMs = 0;
  rejectedCalls = 0;
  failedCalls = 0;

  constructor(id: number, command: Command, parent?: CommandRow) {
    this.id = id;
    this.command = command;
    this.parent = parent;
    const name = command.name.toLowerCase();
    this.fullName = parent === undefined ? name : `${parent.fullName}|${name}`;
    this.flags = flagBits(command.flags);
    this.categories = categoryBits(command.categories, this.flags);
    this.traits = traitBits(command.traits ?? []);
    this.countMin = Math.abs(command.arity);
    this.countMax = command.arity > 0 ? command.arity : Infinity;
    this.run = command.run ?? cannotRun;
    this.isTimedApart = this.has('runs-others') || this.has('may-block');
    this.sharesReading = command.quick === true || (this.flags & FlagBit.fast) !== 0;
    this.takesShortWay =
      command.subcommands === undefined &&
      (this.flags & FlagBit.protected) === 0 &&
      (this.categories & CategoryBit.admin) === 0;
  }

  /** Its own word in lower case. */
  get name(): string {
    return this.command.name.toLowerCase();
  }

  has(trait: CommandTrait): boolean {
    return (this.traits & TraitBit[trait]) !== 0;
  }

  get isContainer(): boolean {
    return this.subcommands.length > 0;
  }

  get writes(): boolean {
    return (this.flags & FlagBit.write) !== 0;
  }

  findKeys(args: Arguments, into: FoundKeys): FoundKeys {
    into.clear();
    if (this.command.findKeys === undefined) findKeys(this.command.keys, args, into);
    else this.command.findKeys(args, into);
    return into;
  }
}
