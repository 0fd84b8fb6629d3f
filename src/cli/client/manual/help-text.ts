import { argumentsSyntax } from './argument-syntax.ts';
import type { CommandDocs, CommandManual } from './command-manual.ts';

/** Whether the text may hold colours. */
export type TextStyle = 'coloured' | 'plain';

const OVERVIEW = `Type a command as it is documented, e.g. SET key "a value" EX 60.
Quotes: "..." knows \\n \\t \\xHH, '...' takes everything literally. A number before a command repeats it.

      "help @<group>" lists the commands of a group
      "help <command>" explains a command
      "help <tab>" lists what there is help for
      "connect <host> <port>" goes to another server
      ":set hints", ":set nohints" switch the grey hints on and off (keep it in ~/.redisclirc)
      "clear" clears the screen, "quit" or Ctrl-D ends the client

Ctrl-C drops the line, leaves SUBSCRIBE and MONITOR, and gives up a command that waits.
`;

/** The answer to `help` and to `help` with a command, a container or a group behind it. */
export function helpText(
  manual: CommandManual,
  words: readonly string[],
  style: TextStyle,
): string {
  const [first] = words;
  if (first === undefined) return OVERVIEW;
  if (manual.isEmpty) return 'The server tells nothing about its commands (COMMAND DOCS).\n';
  if (first.startsWith('@')) return groupHelp(manual, first.slice(1).toLowerCase(), style);
  const topic = words.join(' ').toUpperCase();
  const found = manual.all.filter(({ name }) => name === topic || name.startsWith(`${topic} `));
  if (found.length === 0) return `No help for ${topic}; "help" tells what there is.\n`;
  return `\n${found.map((each) => `${commandHelp(each, style)}${groupLine(each, style)}\n`).join('')}`;
}

function groupHelp(manual: CommandManual, group: string, style: TextStyle): string {
  const found = manual.all.filter((each) => each.group === group);
  if (found.length === 0) {
    const groups = manual.groups.map((each) => `@${each}`).join(' ');
    return `There is no group @${group}; there are ${groups}.\n`;
  }
  return `\n${found.map((each) => `${commandHelp(each, style)}\n`).join('')}`;
}

function commandHelp(docs: CommandDocs, style: TextStyle): string {
  const name = paint(docs.name, '1', style);
  const syntax = paint(argumentsSyntax(docs.parameters), '90', style);
  return `  ${name} ${syntax}\n${field('summary', docs.summary, style)}${field('since', docs.since, style)}`;
}

function groupLine(docs: CommandDocs, style: TextStyle): string {
  return field('group', docs.group, style);
}

function field(name: string, value: string, style: TextStyle): string {
  return `  ${paint(`${name}:`, '33', style)} ${value}\n`;
}

function paint(text: string, code: string, style: TextStyle): string {
  return style === 'coloured' ? `\u001b[${code}m${text}\u001b[0m` : text;
}
