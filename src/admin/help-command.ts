import { type Command, defineCommand } from '../command/command.ts';
import { NO_KEYS } from '../command/key-spec.ts';

/** A container's HELP. */
export interface HelpOptions {
  readonly container: string;
  readonly group: string;
  readonly since: string;
  /** As the container's other subcommands have them. */
  readonly categories: Command['categories'];
  /** A form and what it does, in turn. */
  readonly lines: readonly (readonly [form: string, does: string])[];
}

/** HELP of a container, in the shape of Redis: a line for each form and one for what it does. */
export function helpCommand({ container, group, since, categories, lines }: HelpOptions): Command {
  const text = [
    `${container} <subcommand> [<arg> [value] [opt] ...]. Subcommands are:`,
    ...lines.flatMap(([form, does]) => [form, `    ${does}`]),
    'HELP',
    '    Print this help.',
  ];
  return defineCommand({
    name: 'HELP',
    arity: 2,
    flags: ['loading', 'stale'],
    categories,
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group,
      since,
      summary: `Explains the subcommands of ${container}.`,
      complexity: 'O(1)',
    },
    run({ reply }) {
      reply.array(text.length);
      for (const line of text) reply.simple(line);
    },
  });
}
