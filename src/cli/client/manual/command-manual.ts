import { toUtf8 } from '../../../base/bytes.ts';
import type { Reply } from '../../../resp/reply-value.ts';

/** One argument as COMMAND DOCS describes it. */
export interface ArgumentDocs {
  /** What stands for a value, e.g. `key`. */
  readonly name: string;
  readonly type: string;
  /** The word that stands before the value, or is the argument itself. */
  readonly token: string | undefined;
  readonly isOptional: boolean;
  readonly isMultiple: boolean;
  /** The token is repeated with each value. */
  readonly repeatsToken: boolean;
  readonly parts: readonly ArgumentDocs[];
}

/** One command or subcommand as COMMAND DOCS describes it. */
export interface CommandDocs {
  /** In capitals, e.g. `CONFIG SET`. */
  readonly name: string;
  readonly summary: string;
  readonly since: string;
  readonly group: string;
  readonly parameters: readonly ArgumentDocs[];
  readonly isContainer: boolean;
}

/** Arguments within arguments beyond this depth are left out: the server may be anybody's. */
const DEPTH_MAX = 8;

/** What is known of the server's commands: the ground of completion, hints and help. */
export class CommandManual {
  /** By name in capitals, sorted; a subcommand's name holds a blank. */
  readonly #commands: ReadonlyMap<string, CommandDocs>;

  private constructor(commands: readonly CommandDocs[]) {
    const sorted = [...commands].sort((left, right) => (left.name < right.name ? -1 : 1));
    this.#commands = new Map(sorted.map((each) => [each.name, each]));
  }

  static readonly empty = new CommandManual([]);

  /** Reads the answer to COMMAND DOCS, of RESP2 or RESP3; empty when it is an error or something else. */
  static fromReply(reply: Reply): CommandManual {
    const commands: CommandDocs[] = [];
    for (const [name, docs] of fieldsOf(reply)) addCommand(commands, name, docs);
    return new CommandManual(commands);
  }

  get isEmpty(): boolean {
    return this.#commands.size === 0;
  }

  get all(): readonly CommandDocs[] {
    return [...this.#commands.values()];
  }

  get groups(): readonly string[] {
    return [...new Set(this.all.map(({ group }) => group))].sort();
  }

  /** The command that the words begin with, its subcommand if there is one, and how many words name it. */
  find(
    words: readonly string[],
  ): { readonly docs: CommandDocs; readonly length: number } | undefined {
    const [first = '', second = ''] = words;
    const subcommand = this.#commands.get(`${first} ${second}`.toUpperCase());
    if (subcommand !== undefined) return { docs: subcommand, length: 2 };
    const command = this.#commands.get(first.toUpperCase());
    return command === undefined ? undefined : { docs: command, length: 1 };
  }
}

function addCommand(commands: CommandDocs[], name: string, reply: Reply): void {
  const fields = new Map(fieldsOf(reply));
  const subcommands = fieldsOf(fields.get('subcommands'));
  commands.push({
    name: name.replace('|', ' ').toUpperCase(),
    summary: textOf(fields.get('summary')),
    since: textOf(fields.get('since')),
    group: textOf(fields.get('group')),
    parameters: itemsOf(fields.get('arguments')).map((each) => readArgument(each, 0)),
    isContainer: subcommands.length > 0,
  });
  for (const [subcommand, docs] of subcommands) addCommand(commands, subcommand, docs);
}

function readArgument(reply: Reply, depth: number): ArgumentDocs {
  const fields = new Map(fieldsOf(reply));
  const flags = itemsOf(fields.get('flags')).map(textOf);
  const token = fields.get('token');
  const name = textOf(fields.get('display_text') ?? fields.get('name'));
  return {
    name: name === '' ? textOf(fields.get('name')) : name,
    type: textOf(fields.get('type')),
    token: token === undefined ? undefined : textOf(token),
    isOptional: flags.includes('optional'),
    isMultiple: flags.includes('multiple'),
    repeatsToken: flags.includes('multiple_token'),
    parts:
      depth < DEPTH_MAX
        ? itemsOf(fields.get('arguments')).map((each) => readArgument(each, depth + 1))
        : [],
  };
}

/** The pairs of a map, which RESP2 sends as a flat array. */
function fieldsOf(reply: Reply | undefined): (readonly [string, Reply])[] {
  if (reply?.type === 'map') return reply.pairs.map(([name, value]) => [textOf(name), value]);
  const items = itemsOf(reply);
  const fields: [string, Reply][] = [];
  for (let index = 0; index + 1 < items.length; index += 2) {
    const value = items[index + 1];
    if (value !== undefined) fields.push([textOf(items[index]), value]);
  }
  return fields;
}

function itemsOf(reply: Reply | undefined): readonly Reply[] {
  return reply?.type === 'array' || reply?.type === 'set' ? reply.items : [];
}

/** One line of visible text, whatever the server sent: it is shown on a terminal. */
function textOf(reply: Reply | undefined): string {
  if (reply?.type !== 'bulk' && reply?.type !== 'status' && reply?.type !== 'verbatim') return '';
  return toUtf8(reply.bytes).replaceAll(/\p{Cc}+/gu, ' ');
}
