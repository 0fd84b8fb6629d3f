import { parseInteger } from '../../base/int64.ts';
import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { CommandError } from '../../command/errors.ts';
import { keyAt, NO_KEYS } from '../../command/key-spec.ts';
import { accessWord } from '../../keyspace/entry.ts';
import { frequencyNow, idleSeconds } from '../../keyspace/frequency.ts';
import { encodingName } from './encoding-name.ts';

const ADVICE =
  'Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.';
const idleNotTracked = new CommandError(
  `ERR An LFU maxmemory policy is selected, idle time not tracked. ${ADVICE}`,
);
const frequencyNotTracked = new CommandError(
  `ERR An LFU maxmemory policy is not selected, access frequency not tracked. ${ADVICE}`,
);

/** Redis shares one object for each of the integers below this, and says so in their reference counts. */
const SHARED_INTEGERS = 10_000;
const SHARED_REFERENCES = 2_147_483_647;

const HELP = [
  'OBJECT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:',
  'ENCODING <key>',
  '    How the value of <key> is represented inside.',
  'FREQ <key>',
  '    A logarithmic count of how often <key> was used. Needs an LFU policy.',
  'IDLETIME <key>',
  '    About how many seconds ago <key> was used. Needs a policy other than LFU.',
  'REFCOUNT <key>',
  '    How many references to the value of <key> there are.',
  'HELP',
  '    Prints these lines.',
] as const;

/** A subcommand that tells something of one key and answers null when there is none. */
function aboutKey(
  name: Uppercase<string>,
  docs: { readonly since: string; readonly summary: string },
  answer: (call: Call, address: number) => void,
): Command {
  return defineCommand({
    name,
    arity: 3,
    flags: ['readonly'],
    categories: ['keyspace'],
    keys: [keyAt(2, 'RO')],
    loggable: [1, 2],
    docs: {
      group: 'generic',
      ...docs,
      complexity: 'O(1)',
      arguments: [KEY],
      tips: ['nondeterministic_output'],
    },
    run(call) {
      // Counted as a look-up, but nobody is told of a miss.
      const address = call.db.peek(call.args, 2);
      const { stats } = call.db.world;
      if (address === 0) stats.misses++;
      else stats.hits++;
      if (address === 0) call.reply.null();
      else answer(call, address);
    },
  });
}

const encoding = aboutKey(
  'ENCODING',
  { since: '2.2.3', summary: 'Returns how a value is represented inside.' },
  (call, address) => {
    call.reply.bulkLatin1(encodingName(call.db, address));
  },
);

const freq = aboutKey(
  'FREQ',
  { since: '4.0.0', summary: 'Returns how often a key was used, on a logarithmic scale.' },
  (call, address) => {
    if (!call.settings.memory.maxmemoryPolicy.endsWith('lfu')) throw frequencyNotTracked;
    call.reply.integer(frequencyNow(readAccess(call, address), call.db.world));
  },
);

const idletime = aboutKey(
  'IDLETIME',
  { since: '2.2.3', summary: 'Returns how many seconds ago a key was used.' },
  (call, address) => {
    if (call.settings.memory.maxmemoryPolicy.endsWith('lfu')) throw idleNotTracked;
    call.reply.integer(idleSeconds(readAccess(call, address), call.db.world));
  },
);

const refcount = aboutKey(
  'REFCOUNT',
  { since: '2.2.3', summary: 'Returns how many references to a value there are.' },
  (call, address) => {
    call.reply.integer(isShared(call, address) ? SHARED_REFERENCES : 1);
  },
);

const help = defineCommand({
  name: 'HELP',
  arity: 2,
  flags: ['loading', 'stale'],
  categories: ['keyspace'],
  keys: NO_KEYS,
  loggable: [1],
  docs: { group: 'generic', since: '6.2.0', summary: 'Lists the subcommands.', complexity: 'O(1)' },
  run(call) {
    call.reply.array(HELP.length);
    for (const line of HELP) call.reply.simple(line);
  },
});

export const object = defineCommand({
  name: 'OBJECT',
  arity: -2,
  flags: [],
  categories: [],
  keys: NO_KEYS,
  loggable: [1],
  docs: {
    group: 'generic',
    since: '2.2.3',
    summary: 'Tells how values are kept.',
    complexity: 'Depends on the subcommand.',
  },
  subcommands: [encoding, freq, idletime, help, refcount],
});

function readAccess(call: Call, address: number): number {
  const { slabs } = call.db.world;
  return accessWord(slabs.view(address), slabs.offset(address));
}

/** Eviction by age or use needs a clock per key, so Redis shares nothing under such a policy with a limit. */
function isShared(call: Call, address: number): boolean {
  if (encodingName(call.db, address) !== 'int') return false;
  const { maxmemoryBytes, maxmemoryPolicy } = call.settings.memory;
  if (maxmemoryBytes > 0 && (maxmemoryPolicy.endsWith('lru') || maxmemoryPolicy.endsWith('lfu')))
    return false;
  const value = call.db.value(address);
  const integer = parseInteger(value.u8, value.start, value.length);
  return integer >= 0 && integer < SHARED_INTEGERS;
}
