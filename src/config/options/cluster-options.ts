import { bytes, MAX_LONG, MAX_ULONG } from '../numeric-kinds.ts';
import type { Option } from '../option.ts';
import { heldNumber } from '../slot.ts';
import { idleCount, idleFlag, idleText, idleWord } from '../without-effect.ts';

const NONE = 'Casemate is not a cluster node; the gateway stands in front of real ones.';
const VALKEY = 'Valkey 8';

/** Cluster directives: known, so that a file with them loads, and without effect. */
export const clusterOptions: readonly Option[] = [
  idleFlag('cluster-enabled', false, {
    doc: 'Whether this server is a node of a cluster.',
    change: 'immutable',
    refused: `${NONE} \`yes\` is refused.`,
    refuse: (on) =>
      on
        ? 'cluster-enabled is not supported: Casemate is no cluster node. Its gateway stands in front of a real cluster'
        : undefined,
  }),
  idleText('cluster-config-file', 'nodes.conf', {
    doc: 'File of the cluster state.',
    kind: 'file name',
    change: 'immutable',
    emptyIsValue: true,
    check: (name) => (name === '' ? "cluster-config-file can't be empty" : undefined),
    noEffect: NONE,
  }),
  idleCount('cluster-node-timeout', 15_000, {
    doc: 'Silence after which a node is down.',
    max: MAX_LONG,
    unit: 'milliseconds',
    noEffect: NONE,
  }),
  idleCount('cluster-port', 0, {
    doc: 'Port of the bus.',
    max: 65535n,
    change: 'immutable',
    noEffect: NONE,
  }),
  idleText('cluster-announce-ip', '', { doc: 'Address told to other nodes.', noEffect: NONE }),
  idleText('cluster-announce-client-ipv4', '', {
    doc: 'IPv4 address told to clients.',
    noEffect: NONE,
    origin: VALKEY,
  }),
  idleText('cluster-announce-client-ipv6', '', {
    doc: 'IPv6 address told to clients.',
    noEffect: NONE,
    origin: VALKEY,
  }),
  idleCount('cluster-announce-port', 0, {
    doc: 'Port told to other nodes.',
    max: 65535n,
    noEffect: NONE,
  }),
  idleCount('cluster-announce-tls-port', 0, {
    doc: 'TLS port told to other nodes.',
    max: 65535n,
    noEffect: NONE,
  }),
  idleCount('cluster-announce-bus-port', 0, {
    doc: 'Bus port told to other nodes.',
    max: 65535n,
    noEffect: NONE,
  }),
  idleText('cluster-announce-hostname', '', {
    doc: 'Host name told to other nodes.',
    check: checkHostName,
    noEffect: NONE,
  }),
  idleText('cluster-announce-human-nodename', '', {
    doc: 'Name of this node in logs.',
    check: checkNodeName,
    noEffect: NONE,
  }),
  idleWord('cluster-preferred-endpoint-type', ['ip', 'hostname', 'unknown-endpoint'], {
    doc: 'How nodes are named to clients.',
    noEffect: NONE,
  }),
  idleCount('cluster-replica-validity-factor', 10, {
    doc: 'How stale a replica may be to take over.',
    aliases: ['cluster-slave-validity-factor'],
    noEffect: NONE,
  }),
  idleFlag('cluster-replica-no-failover', false, {
    doc: 'Whether this replica never takes over.',
    aliases: ['cluster-slave-no-failover'],
    noEffect: NONE,
  }),
  idleCount('cluster-migration-barrier', 1, {
    doc: 'Replicas that a primary keeps when others need one.',
    noEffect: NONE,
  }),
  idleFlag('cluster-allow-replica-migration', true, {
    doc: 'Whether replicas move to primaries that have none.',
    noEffect: NONE,
  }),
  idleFlag('cluster-require-full-coverage', true, {
    doc: 'Whether the cluster stops when a slot has no node.',
    noEffect: NONE,
  }),
  idleFlag('cluster-allow-reads-when-down', false, {
    doc: 'Whether reads are answered while the cluster is down.',
    noEffect: NONE,
  }),
  idleFlag('cluster-allow-pubsubshard-when-down', true, {
    doc: 'Whether sharded pub/sub goes on while the cluster is down.',
    noEffect: NONE,
  }),
  bytes('cluster-link-sendbuf-limit', heldNumber('cluster-link-sendbuf-limit', 0), {
    doc: 'Memory of a link of the bus; 0 for no limit.',
    max: MAX_ULONG,
    unsigned: true,
    noEffect: NONE,
  }),
  idleCount('cluster-blacklist-ttl', 60, {
    doc: 'How long a forgotten node stays forgotten.',
    max: MAX_ULONG,
    unsigned: true,
    unit: 'seconds',
    noEffect: NONE,
    origin: VALKEY,
  }),
  idleCount('cluster-ping-interval', 1000, {
    doc: 'Time between pings on the bus.',
    max: MAX_LONG,
    unit: 'milliseconds',
    hidden: true,
    noEffect: NONE,
    origin: VALKEY,
  }),
  idleFlag('cluster-slot-stats-enabled', false, {
    doc: 'Whether traffic is counted per slot.',
    noEffect: NONE,
    origin: VALKEY,
  }),
];

const MAX_HOST_NAME_LENGTH = 256;

function checkHostName(name: string): string | undefined {
  if (name.length >= MAX_HOST_NAME_LENGTH) {
    return `Hostnames must be less than ${String(MAX_HOST_NAME_LENGTH)} characters`;
  }
  return /^[A-Za-z0-9.-]*$/.test(name)
    ? undefined
    : 'Hostnames may only contain alphanumeric characters, hyphens or dots';
}

function checkNodeName(name: string): string | undefined {
  return /[!#$%&()*+:;<>?@[\]{}|~\s,='"\\/]/.test(name)
    ? 'Announced human node name contained invalid character'
    : undefined;
}
