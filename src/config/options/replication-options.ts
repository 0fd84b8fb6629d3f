import type { ReplicationSettings } from '../../settings/replication-settings.ts';
import { parseLooseInteger } from '../numbers.ts';
import { bytes, count, MAX_LONG } from '../numeric-kinds.ts';
import type { Option } from '../option.ts';
import { defineOption, flag, text, word } from '../option-kinds.ts';
import { slot } from '../slot.ts';
import { plainOrQuoted } from '../split-arguments.ts';
import { idleFlag } from '../without-effect.ts';

const NONE = 'There is no replication yet.';

/** Following a primary and serving replicas. */
export const replicationOptions: readonly Option[] = [
  defineOption<ReplicationSettings['replicaOf']>(
    {
      name: 'replicaof',
      slot: slot('replication', 'replicaOf'),
      type: 'host and port, or `no one`',
      multi: true,
      parse: parsePrimary,
      print: (primary) => (primary === undefined ? '' : `${primary.host} ${String(primary.port)}`),
      printLine: (primary) =>
        primary === undefined
          ? undefined
          : `${plainOrQuoted(primary.host)} ${String(primary.port)}`,
    },
    {
      doc: 'The primary that this server follows.',
      aliases: ['slaveof'],
      change: 'immutable',
      refused: `${NONE} A primary is refused: this server would hold none of its data.`,
      refuse: (primary) =>
        primary === undefined
          ? undefined
          : 'replicaof is not available yet in this version of Casemate: nothing would be copied from the primary',
    },
  ),
  text('masterauth', slot('replication', 'masterAuth'), {
    doc: 'Password for the primary.',
    aliases: ['primaryauth'],
    secret: true,
    noEffect: NONE,
  }),
  text('masterauth-file', slot('replication', 'masterAuthFile'), {
    doc: 'Where the password for the primary is kept in place of `masterauth`: a path, `env:NAME`, or `credential:NAME` of systemd. There is no replication yet: it is read and judged at the start and at SIGHUP.',
    aliases: ['primaryauth-file'],
    kind: 'path',
    change: 'immutable',
    origin: 'Casemate',
  }),
  text('masteruser', slot('replication', 'masterUser'), {
    doc: 'User at the primary.',
    aliases: ['primaryuser'],
    secret: true,
    noEffect: NONE,
  }),
  flag('replica-serve-stale-data', slot('replication', 'serveStaleData'), {
    doc: 'Whether a replica answers while its primary is away.',
    aliases: ['slave-serve-stale-data'],
    noEffect: NONE,
  }),
  flag('replica-read-only', slot('replication', 'readOnly'), {
    doc: 'Whether a replica refuses writes.',
    aliases: ['slave-read-only'],
    noEffect: NONE,
  }),
  flag('replica-lazy-flush', slot('replication', 'lazyFlush'), {
    doc: 'Whether a replica frees its old data in the background before a full sync.',
    aliases: ['slave-lazy-flush'],
    noEffect: NONE,
  }),
  flag('replica-ignore-maxmemory', slot('replication', 'ignoreMaxmemory'), {
    doc: 'Whether a replica leaves eviction to its primary.',
    aliases: ['slave-ignore-maxmemory'],
    noEffect: NONE,
  }),
  flag('replica-ignore-disk-write-errors', slot('replication', 'ignoreDiskWriteErrors'), {
    doc: 'Whether a replica goes on when it cannot write to disk.',
    noEffect: NONE,
  }),
  flag('replica-announced', slot('replication', 'announced'), {
    doc: 'Whether Sentinel tells clients of this replica.',
    noEffect: NONE,
  }),
  text('replica-announce-ip', slot('replication', 'announceIp'), {
    doc: 'Address by which others reach this replica.',
    aliases: ['slave-announce-ip'],
    noEffect: NONE,
  }),
  count('replica-announce-port', slot('replication', 'announcePort'), {
    doc: 'Port by which others reach this replica; 0 for the one it listens on.',
    aliases: ['slave-announce-port'],
    max: 65535n,
    noEffect: NONE,
  }),
  count('replica-priority', slot('replication', 'priority'), {
    doc: 'Rank in the choice of a new primary: the lowest wins, 0 never does.',
    aliases: ['slave-priority'],
    noEffect: NONE,
  }),
  bytes('repl-backlog-size', slot('replication', 'backlogBytes'), {
    doc: 'Writes kept for replicas that come back.',
    min: 1n,
    max: MAX_LONG,
    noEffect: NONE,
  }),
  count('repl-backlog-ttl', slot('replication', 'backlogTtlSeconds'), {
    doc: 'How long they are kept without any replica; 0 for ever.',
    max: MAX_LONG,
    unit: 'seconds',
    noEffect: NONE,
  }),
  count('repl-timeout', slot('replication', 'timeoutSeconds'), {
    doc: 'Silence after which a replication link is given up.',
    min: 1n,
    unit: 'seconds',
    noEffect: NONE,
  }),
  count('repl-ping-replica-period', slot('replication', 'pingPeriodSeconds'), {
    doc: 'Time between pings to replicas.',
    aliases: ['repl-ping-slave-period'],
    min: 1n,
    unit: 'seconds',
    noEffect: NONE,
  }),
  flag('repl-disable-tcp-nodelay', slot('replication', 'disableTcpNodelay'), {
    doc: 'Whether packets to replicas may be delayed to save bandwidth.',
    noEffect: NONE,
  }),
  flag('repl-diskless-sync', slot('replication', 'disklessSync'), {
    doc: 'Whether a full sync is sent without a file.',
    noEffect: NONE,
  }),
  count('repl-diskless-sync-delay', slot('replication', 'disklessSyncDelaySeconds'), {
    doc: 'Wait for more replicas before a full sync.',
    unit: 'seconds',
    noEffect: NONE,
  }),
  count('repl-diskless-sync-max-replicas', slot('replication', 'disklessSyncMaxReplicas'), {
    doc: 'Replicas that end that wait; 0 for none.',
    noEffect: NONE,
  }),
  word('repl-diskless-load', slot('replication', 'disklessLoad'), {
    doc: 'Whether a replica loads a full sync from the connection.',
    words: ['disabled', 'on-empty-db', 'swapdb', 'flush-before-load'],
    deniedWhileLoading: true,
    noEffect: NONE,
  }),
  count('min-replicas-to-write', slot('replication', 'minReplicasToWrite'), {
    doc: 'Replicas without which writes are refused; 0 for none.',
    aliases: ['min-slaves-to-write'],
    noEffect: `${NONE} Writes are accepted without any replica.`,
  }),
  count('min-replicas-max-lag', slot('replication', 'minReplicasMaxLagSeconds'), {
    doc: 'Lag at which a replica no longer counts.',
    aliases: ['min-slaves-max-lag'],
    unit: 'seconds',
    noEffect: NONE,
  }),
  word('propagation-error-behavior', slot('replication', 'propagationErrorBehavior'), {
    doc: 'What follows when a command from the primary or the append-only file fails.',
    words: ['ignore', 'panic', 'panic-on-replicas'],
    noEffect: NONE,
  }),
  idleFlag('dual-channel-replication-enabled', false, {
    doc: 'Whether a full sync uses a connection of its own.',
    origin: 'Valkey 8',
    noEffect: NONE,
  }),
];

function parsePrimary(
  words: readonly string[],
): { value: ReplicationSettings['replicaOf'] } | string {
  const [host = '', port = ''] = words;
  if (words.length !== 2) return 'wrong number of arguments';
  if (host.toLowerCase() === 'no' && port.toLowerCase() === 'one') return { value: undefined };
  const number = parseLooseInteger(port, 10);
  if (number === undefined || number < 0n || number > 65535n) return 'Invalid master port';
  return { value: { host, port: Number(number) } };
}
