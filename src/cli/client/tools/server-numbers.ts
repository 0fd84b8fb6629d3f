import { toUtf8 } from '../../../base/bytes.ts';
import { ask, type ToolContext } from './tool-context.ts';
import { ToolFailure } from './tool-failure.ts';

const HEADER = `------- data ------ --------------------- load -------------------- - child -
keys       mem      clients blocked requests            connections          
`;
const LINES_PER_HEADER = 20;
const USUAL_INTERVAL_MS = 1000;

/** `--stat`: a line of the server's numbers every second, or every -i seconds. Only an interruption ends it. */
export async function printServerNumbers(context: ToolContext): Promise<never> {
  const { printer, world, options } = context;
  let requestsBefore: number | undefined;
  for (let line = 0; ; line++) {
    const fields = await readInfo(context);
    if (line % LINES_PER_HEADER === 0) printer.text(HEADER);
    const requests = numberOf(fields, 'total_commands_processed');
    const gain = requests - (requestsBefore ?? requests);
    requestsBefore = requests;
    printer.text(numbersLine(fields, `${requests} (+${gain})`));
    await world.pause(options.intervalMs ?? USUAL_INTERVAL_MS);
  }
}

function numbersLine(fields: ReadonlyMap<string, string>, requests: string): string {
  const columns: readonly (readonly [string | number, number])[] = [
    [keysIn(fields), 11],
    [humanBytes(numberOf(fields, 'used_memory')), 9],
    [numberOf(fields, 'connected_clients'), 8],
    [numberOf(fields, 'blocked_clients'), 8],
    [requests, 20],
    [numberOf(fields, 'total_connections_received'), 12],
  ];
  const text = columns.map(([value, width]) => String(value).padEnd(width)).join('');
  return `${text}${childOf(fields)}\n`;
}

async function readInfo(context: ToolContext): Promise<ReadonlyMap<string, string>> {
  const reply = await ask(context, ['INFO']);
  if (reply.type !== 'bulk' && reply.type !== 'verbatim') throw new ToolFailure('INFO: odd reply');
  const pairs = toUtf8(reply.bytes)
    .split('\r\n')
    .map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, Math.max(0, colon)), line.slice(colon + 1)];
    });
  return new Map(pairs);
}

function numberOf(fields: ReadonlyMap<string, string>, name: string): number {
  return Number(fields.get(name) ?? 0);
}

/** The keys of all databases: `db0:keys=12,expires=0,...`. */
function keysIn(fields: ReadonlyMap<string, string>): number {
  let keys = 0;
  for (const [name, value] of fields) {
    const found = /^db\d+$/.test(name) ? /^keys=(\d+)/.exec(value) : null;
    keys += Number(found?.[1] ?? 0);
  }
  return keys;
}

/** What the server's child process is busy with. */
function childOf(fields: ReadonlyMap<string, string>): string {
  const saves = numberOf(fields, 'rdb_bgsave_in_progress') > 0;
  const rewrites = numberOf(fields, 'aof_rewrite_in_progress') > 0;
  if (saves) return rewrites ? 'SAVE+AOF' : 'SAVE';
  return rewrites ? 'AOF' : '';
}

const UNITS = ['K', 'M', 'G', 'T', 'P'];

/** `1.89M`, as redis-cli writes it. */
function humanBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes}B`;
  let value = bytes / 1024;
  let unit = 0;
  for (; value >= 1024 && unit < UNITS.length - 1; unit++) value /= 1024;
  return `${value.toFixed(2)}${UNITS[unit] ?? ''}`;
}
