// Writes the commands into docs/compatibility.md, from the command table. Run: node --import tsx scripts/command-docs.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { CommandRow } from '../src/command/row.ts';
import { LATER } from '../test/contract/command-differences.ts';
import { InstanceStand } from '../test/support/instance-stand.ts';

const START = '<!-- commands: written by scripts/command-docs.ts from the command table -->\n';
const END = '<!-- /commands -->\n';
const FILE = new URL('../docs/compatibility.md', import.meta.url);

/** The document with its commands as the command table has them now. */
export function withCommands(document: string): string {
  const start = document.indexOf(START);
  const end = document.indexOf(END);
  if (start < 0 || end < start) throw new Error('docs/compatibility.md has lost its markers');
  return document.slice(0, start + START.length) + commandDocs() + document.slice(end);
}

function commandDocs(): string {
  const { rows } = new InstanceStand().instance.table;
  const top = rows.filter((row) => row.parent === undefined);
  const groups = [...new Set(top.map(groupOf))].sort();
  const existing = groups.map((group) => {
    const names = top.filter((row) => groupOf(row) === group).map(described);
    return `| ${group} | ${names.sort().join(', ')} |`;
  });
  const later = Object.entries(LATER).map(([subject, names]) => {
    const parents = names
      .split(' ')
      .filter((name) => !name.includes('|') || !isListed(names, name));
    return `| ${subject} | ${parents.map(printed).join(', ')} |`;
  });
  return [
    `\n${String(top.length)} commands exist, with ${String(rows.length - top.length)} subcommands:\n`,
    '| group | commands |',
    '|---|---|',
    ...existing,
    '\nThese commands of Redis 7.2 do not exist yet and are answered with `ERR unknown command`:\n',
    '| subject | commands |',
    '|---|---|',
    ...later,
    '\n',
  ].join('\n');
}

function groupOf({ command }: CommandRow): string {
  return command.docs.group;
}

function described(row: CommandRow): string {
  if (!row.isContainer) return printed(row.fullName);
  const names = row.subcommands.map(({ command }) => command.name.toUpperCase()).sort();
  return `${printed(row.fullName)} (${names.join(' ')})`;
}

/** Whether the container of a subcommand is named in the same list. */
function isListed(names: string, subcommand: string): boolean {
  return names.split(' ').includes(subcommand.split('|')[0] ?? '');
}

function printed(fullName: string): string {
  return fullName.replace('|', ' ').toUpperCase();
}

const program = process.argv[1];
if (program !== undefined && import.meta.url === pathToFileURL(program).href) {
  writeFileSync(FILE, withCommands(readFileSync(FILE, 'utf8')));
}
