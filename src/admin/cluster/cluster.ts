import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import type { CommandFlag } from '../../command/flags.ts';
import { NO_KEYS } from '../../command/key-spec.ts';

const DISABLED = new CommandError('ERR This instance has cluster support disabled');

const READS: readonly CommandFlag[] = ['stale'];
const ADMIN: readonly CommandFlag[] = ['admin', 'stale'];
const CHANGES: readonly CommandFlag[] = ['admin', 'stale', 'no_async_loading'];
const VARYING: readonly string[] = ['nondeterministic_output'];

interface Row {
  readonly name: Uppercase<string>;
  readonly arity: number;
  readonly flags: readonly CommandFlag[];
  readonly since: string;
  readonly summary: string;
  readonly tips?: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    name: 'ADDSLOTS',
    arity: -3,
    flags: CHANGES,
    since: '3.0.0',
    summary: 'Gives slots to this node.',
  },
  {
    name: 'ADDSLOTSRANGE',
    arity: -4,
    flags: CHANGES,
    since: '7.0.0',
    summary: 'Gives ranges of slots to this node.',
  },
  {
    name: 'BUMPEPOCH',
    arity: 2,
    flags: CHANGES,
    since: '3.0.0',
    summary: 'Advances the configuration epoch.',
    tips: VARYING,
  },
  {
    name: 'COUNT-FAILURE-REPORTS',
    arity: 3,
    flags: ADMIN,
    since: '3.0.0',
    summary: 'Counts who reports a node as failing.',
    tips: VARYING,
  },
  {
    name: 'COUNTKEYSINSLOT',
    arity: 3,
    flags: READS,
    since: '3.0.0',
    summary: 'Counts the keys in a slot.',
  },
  {
    name: 'DELSLOTS',
    arity: -3,
    flags: CHANGES,
    since: '3.0.0',
    summary: 'Takes slots from this node.',
  },
  {
    name: 'DELSLOTSRANGE',
    arity: -4,
    flags: CHANGES,
    since: '7.0.0',
    summary: 'Takes ranges of slots from this node.',
  },
  {
    name: 'FAILOVER',
    arity: -2,
    flags: CHANGES,
    since: '3.0.0',
    summary: 'Makes a replica its own primary.',
  },
  {
    name: 'FLUSHSLOTS',
    arity: 2,
    flags: CHANGES,
    since: '3.0.0',
    summary: 'Takes all slots from this node.',
  },
  {
    name: 'FORGET',
    arity: 3,
    flags: CHANGES,
    since: '3.0.0',
    summary: 'Removes a node from the list.',
  },
  {
    name: 'GETKEYSINSLOT',
    arity: 4,
    flags: READS,
    since: '3.0.0',
    summary: 'Names keys in a slot.',
    tips: VARYING,
  },
  {
    name: 'HELP',
    arity: 2,
    flags: ['loading', 'stale'],
    since: '5.0.0',
    summary: 'Explains the subcommands of CLUSTER.',
  },
  {
    name: 'INFO',
    arity: 2,
    flags: READS,
    since: '3.0.0',
    summary: "Tells the cluster's state.",
    tips: VARYING,
  },
  { name: 'KEYSLOT', arity: 3, flags: READS, since: '3.0.0', summary: 'Tells the slot of a key.' },
  {
    name: 'LINKS',
    arity: 2,
    flags: READS,
    since: '7.0.0',
    summary: 'Lists the connections between nodes.',
    tips: VARYING,
  },
  {
    name: 'MEET',
    arity: -4,
    flags: CHANGES,
    since: '3.0.0',
    summary: 'Introduces a node to this one.',
  },
  { name: 'MYID', arity: 2, flags: READS, since: '3.0.0', summary: "Tells this node's number." },
  {
    name: 'MYSHARDID',
    arity: 2,
    flags: READS,
    since: '7.2.0',
    summary: "Tells this node's shard.",
    tips: VARYING,
  },
  {
    name: 'NODES',
    arity: 2,
    flags: READS,
    since: '3.0.0',
    summary: 'Lists the nodes.',
    tips: VARYING,
  },
  {
    name: 'REPLICAS',
    arity: 3,
    flags: ADMIN,
    since: '5.0.0',
    summary: 'Lists the replicas of a primary.',
    tips: VARYING,
  },
  {
    name: 'REPLICATE',
    arity: 3,
    flags: CHANGES,
    since: '3.0.0',
    summary: 'Makes this node a replica.',
  },
  {
    name: 'RESET',
    arity: -2,
    flags: ['admin', 'noscript', 'stale'],
    since: '3.0.0',
    summary: 'Makes this node forget the cluster.',
  },
  {
    name: 'SAVECONFIG',
    arity: 2,
    flags: CHANGES,
    since: '3.0.0',
    summary: "Writes the cluster's state to disk.",
  },
  {
    name: 'SET-CONFIG-EPOCH',
    arity: 3,
    flags: CHANGES,
    since: '3.0.0',
    summary: 'Sets the configuration epoch of a new node.',
  },
  {
    name: 'SETSLOT',
    arity: -4,
    flags: CHANGES,
    since: '3.0.0',
    summary: 'Moves a slot between nodes.',
  },
  {
    name: 'SHARDS',
    arity: 2,
    flags: READS,
    since: '7.0.0',
    summary: 'Lists the shards.',
    tips: VARYING,
  },
  {
    name: 'SLAVES',
    arity: 3,
    flags: ADMIN,
    since: '3.0.0',
    summary: 'Lists the replicas of a primary.',
    tips: VARYING,
  },
  {
    name: 'SLOTS',
    arity: 2,
    flags: READS,
    since: '3.0.0',
    summary: 'Lists which node has which slots.',
    tips: VARYING,
  },
];

function disabled({ name, arity, flags, since, summary, tips = [] }: Row): Command {
  return defineCommand({
    name,
    arity,
    flags,
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: { group: 'cluster', since, summary, complexity: 'O(1)', tips },
    run: refuse,
  });
}

/** What a Redis without cluster mode says to each of these commands; clients ask to find out. */
function refuse(): never {
  throw DISABLED;
}

/** CLUSTER: there is none, and each subcommand says so. */
export const cluster = defineCommand({
  name: 'CLUSTER',
  arity: -2,
  flags: [],
  categories: [],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'cluster',
    since: '3.0.0',
    summary: 'Groups the commands about a cluster.',
    complexity: 'Depends on subcommand.',
  },
  subcommands: ROWS.map(disabled),
});

/** READONLY. */
export const readonly = defineCommand({
  name: 'READONLY',
  arity: 1,
  flags: ['loading', 'stale', 'fast'],
  categories: ['connection'],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'cluster',
    since: '3.0.0',
    summary: 'Allows reads from a replica of a cluster.',
    complexity: 'O(1)',
  },
  run: refuse,
});

/** READWRITE. */
export const readwrite = defineCommand({
  name: 'READWRITE',
  arity: 1,
  flags: ['loading', 'stale', 'fast'],
  categories: ['connection'],
  keys: NO_KEYS,
  loggable: [],
  docs: { group: 'cluster', since: '3.0.0', summary: 'Ends READONLY.', complexity: 'O(1)' },
  run: refuse,
});

/** ASKING. */
export const asking = defineCommand({
  name: 'ASKING',
  arity: 1,
  flags: ['fast'],
  categories: ['connection'],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'cluster',
    since: '3.0.0',
    summary: 'Follows a redirection of a cluster.',
    complexity: 'O(1)',
  },
  run: refuse,
});
