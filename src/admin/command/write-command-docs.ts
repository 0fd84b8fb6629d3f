import { fromUtf8 } from '../../base/bytes.ts';
import type { ArgumentDoc } from '../../command/docs.ts';
import type { CommandRow } from '../../command/row.ts';
import type { Reply } from '../../resp/reply.ts';
import { writeFlags } from './write-command-info.ts';

/** Writes a field's value. */
type Field = readonly [name: string, write: () => void];

/** One command as COMMAND DOCS tells it, its subcommands included. */
function writeCommandDocs(reply: Reply, row: CommandRow): void {
  const { docs } = row.command;
  const fields: Field[] = [
    text(reply, 'summary', docs.summary),
    text(reply, 'since', docs.since),
    text(reply, 'group', docs.group),
    text(reply, 'complexity', docs.complexity),
  ];
  const { flags, deprecatedSince, replacedBy, history, arguments: args } = docs;
  if (flags !== undefined) fields.push(['doc_flags', () => writeFlags(reply, flags)]);
  if (deprecatedSince !== undefined) fields.push(text(reply, 'deprecated_since', deprecatedSince));
  if (replacedBy !== undefined) fields.push(text(reply, 'replaced_by', replacedBy));
  if (history !== undefined) fields.push(['history', () => writeHistory(reply, history)]);
  if (args !== undefined) fields.push(['arguments', () => writeArguments(reply, args)]);
  const { subcommands } = row;
  if (subcommands.length > 0) fields.push(['subcommands', () => writeDocsMap(reply, subcommands)]);
  writeFields(reply, fields);
}

/** Full names, each with its docs. */
export function writeDocsMap(reply: Reply, rows: readonly CommandRow[]): void {
  reply.map(rows.length);
  for (const row of rows) {
    reply.bulkLatin1(row.fullName);
    writeCommandDocs(reply, row);
  }
}

function writeFields(reply: Reply, fields: readonly Field[]): void {
  reply.map(fields.length);
  for (const [name, write] of fields) {
    reply.bulkLatin1(name);
    write();
  }
}

function text(reply: Reply, name: string, value: string): Field {
  return [name, () => reply.bulkBytes(fromUtf8(value))];
}

function writeHistory(reply: Reply, history: readonly (readonly [string, string])[]): void {
  reply.set(history.length);
  for (const [since, change] of history) {
    reply.array(2);
    reply.bulkLatin1(since);
    reply.bulkBytes(fromUtf8(change));
  }
}

function writeArguments(reply: Reply, args: readonly ArgumentDoc[]): void {
  reply.array(args.length);
  for (const arg of args) writeFields(reply, fieldsOf(reply, arg));
}

function fieldsOf(reply: Reply, arg: ArgumentDoc): readonly Field[] {
  const { keySpec, token, summary, since, deprecatedSince, flags } = arg;
  const isGroup = arg.type === 'oneof' || arg.type === 'block';
  const fields: Field[] = [text(reply, 'name', arg.name), text(reply, 'type', arg.type)];
  if (!isGroup) fields.push(text(reply, 'display_text', arg.display ?? arg.name));
  if (keySpec !== undefined) fields.push(['key_spec_index', () => reply.integer(keySpec)]);
  if (token !== undefined) fields.push(text(reply, 'token', token));
  if (summary !== undefined) fields.push(text(reply, 'summary', summary));
  if (since !== undefined) fields.push(text(reply, 'since', since));
  if (deprecatedSince !== undefined) fields.push(text(reply, 'deprecated_since', deprecatedSince));
  if (flags !== undefined) fields.push(['flags', () => writeFlags(reply, flags)]);
  if (isGroup) fields.push(['arguments', () => writeArguments(reply, arg.arguments ?? [])]);
  return fields;
}
