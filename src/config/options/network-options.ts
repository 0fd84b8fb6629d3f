import { parseSourceRule } from '../../access/source-rule.ts';
import { ListenSettings } from '../../settings/listen-settings.ts';
import { listenOption } from '../listen-option.ts';
import { bytes, count, MAX_LONG, MAX_UINT, octal } from '../numeric-kinds.ts';
import type { Option } from '../option.ts';
import { defineOption, flag, text } from '../option-kinds.ts';
import { outputBufferOption } from '../output-buffer-option.ts';
import { slot } from '../slot.ts';
import { idleCount, idleFlag, idleText } from '../without-effect.ts';
import { addresses } from '../word-list-kinds.ts';

const ONE_THREAD = 'One thread parses, runs and answers; there are no others to hand this to.';

/** Listeners, connections and their limits. */
export const networkOptions: readonly Option[] = [
  addresses('bind', slot('listen', 'bind'), {
    doc: 'Addresses to listen on. `*` is every IPv4 address, `::*` every IPv6 address; one with `-` in front may be missing on this machine. An empty value listens on no TCP port.',
    initially: new ListenSettings().bind,
  }),
  count('port', slot('listen', 'port'), {
    doc: 'Port for plain TCP; 0 for none.',
    max: 65535n,
  }),
  flag('protected-mode', slot('security', 'protectedMode'), {
    doc: 'While the user `default` needs no password, only loopback and the Unix socket are answered; any other user without a password can log in from this machine only, or over TLS with `tls-auth-clients yes`. Turning it off while such a user can be reached from outside is refused.',
  }),
  count('tcp-backlog', slot('limits', 'tcpBacklog'), {
    doc: 'Connections that the kernel may keep waiting to be accepted.',
    change: 'immutable',
  }),
  count('tcp-keepalive', slot('limits', 'tcpKeepaliveSeconds'), {
    doc: 'Silence after which the kernel probes whether the other side is still there; 0 for never.',
    unit: 'seconds',
  }),
  count('timeout', slot('limits', 'timeoutSeconds'), {
    doc: 'Idle time after which a client is disconnected; 0 for never.',
    unit: 'seconds',
  }),
  count('maxclients', slot('limits', 'maxclients'), {
    doc: 'Connections accepted at the same time. A start lowers it to what the limit of open files leaves room for (`ulimit -n`, `LimitNOFILE=`): 32 and `maxclients-reserve` less. Node raises its own limit to the hard one; further only the system can.',
    min: 1n,
    max: MAX_UINT,
    unsigned: true,
  }),
  text('unixsocket', slot('listen', 'unixsocket'), {
    doc: 'Path of a Unix socket to listen on.',
    kind: 'path',
    change: 'immutable',
  }),
  octal('unixsocketperm', slot('listen', 'unixsocketMode'), {
    doc: 'Permissions of the Unix socket. It is never reachable with wider ones, not even for a moment.',
    max: 0o777n,
    unsigned: true,
    change: 'immutable',
  }),
  text('unixsocketgroup', slot('listen', 'unixsocketGroup'), {
    doc: 'Group that the Unix socket belongs to.',
    kind: 'group name',
    change: 'immutable',
    origin: 'Valkey 8',
  }),
  bytes('proto-max-bulk-len', slot('protocol', 'protoMaxBulkBytes'), {
    doc: 'Size of the largest argument that a request may have.',
    min: 1_048_576n,
    max: MAX_LONG,
  }),
  bytes('client-query-buffer-limit', slot('protocol', 'clientQueryBufferLimitBytes'), {
    doc: 'Bytes of unfinished request after which a client is disconnected.',
    min: 1_048_576n,
    max: MAX_LONG,
    unsigned: true,
  }),
  outputBufferOption({
    doc: 'Bytes of unread replies after which a client is disconnected: at once beyond the hard limit, after some seconds beyond the soft one; 0 for no limit. Classes are `normal`, `replica` and `pubsub`.',
  }),
  defineOption<readonly string[]>(
    {
      name: 'proxy-protocol-from',
      slot: slot('listen', 'proxyProtocolFrom'),
      type: 'addresses and ranges',
      multi: true,
      parse: (words) => {
        const given = words.flatMap((word) => word.split(/[\s,]+/)).filter((word) => word !== '');
        const wrong = given.find((word) => word === 'unix' || parseSourceRule(word) === undefined);
        if (wrong !== undefined)
          return `'${wrong}' is no IP address and no range such as 10.0.0.0/8`;
        const everybody = given.find((word) => word.endsWith('/0'));
        if (everybody !== undefined)
          return `with '${everybody}' everybody could choose the address that counts: name the proxies' own addresses`;
        return { value: given };
      },
      print: (ranges) => ranges.join(' '),
      printLine: (ranges) => (ranges.length === 0 ? undefined : ranges.join(' ')),
    },
    {
      doc: 'Proxies (HAProxy, stunnel, load balancers) that send the PROXY protocol, version 1 or 2. A connection from one of these addresses must begin with that header, in clear also where TLS follows, and counts as coming from the client that the header names: for source rules, the AUTH throttle and logs. From anywhere else the header is refused like any other request that is none.',
      origin: 'Casemate',
    },
  ),
  listenOption('listen', slot('listen', 'extra'), {
    doc: 'One more listener with a policy of its own; a line for each. The address is `host:port`, `[IPv6]:port` or `unix:/path`. Behind it stand `tls=yes` (with the certificates of `tls-port`), `users=NAME,…` (nobody else may be logged in there; `*` is everybody), `admin=no` (commands of @admin are refused there, whoever sends them) and, for a Unix socket, `mode=OCTAL` in place of `unixsocketperm`. `port`, `tls-port`, `bind` and `unixsocket` open theirs besides.',
    change: 'immutable',
    origin: 'Casemate',
  }),
  text('bind-source-addr', slot('listen', 'bindSourceAddr'), {
    doc: 'Address that outgoing connections come from.',
    kind: 'address',
    noEffect: 'Nothing connects to other servers yet.',
  }),
  count('socket-mark-id', slot('listen', 'socketMarkId'), {
    doc: 'Mark that the kernel puts on packets, for routing and filtering.',
    max: MAX_UINT,
    unsigned: true,
    change: 'immutable',
    noEffect: 'Node gives no access to socket marks.',
  }),
  idleCount('io-threads', 1, {
    doc: 'Threads that read and write sockets.',
    min: 1n,
    max: 128n,
    change: 'immutable',
    noEffect: ONE_THREAD,
  }),
  idleFlag('io-threads-do-reads', false, {
    doc: 'Whether those threads read, too.',
    change: 'immutable',
    noEffect: ONE_THREAD,
  }),
  idleCount('events-per-io-thread', 2, {
    doc: 'Events that make another thread worth waking.',
    noEffect: ONE_THREAD,
    origin: 'Valkey 8',
  }),
  idleCount('prefetch-batch-max-size', 16, {
    doc: 'Commands whose keys are looked up ahead together.',
    max: 128n,
    noEffect: 'Commands are parsed ahead in batches of a fixed size that was measured to be best.',
    origin: 'Valkey 8',
  }),
  idleCount('max-new-connections-per-cycle', 10, {
    doc: 'Connections accepted before commands run again.',
    min: 1n,
    max: 1000n,
    noEffect: 'Node accepts in its own rhythm.',
    origin: 'Valkey 8',
  }),
  idleCount('max-new-tls-connections-per-cycle', 1, {
    doc: 'TLS connections accepted before commands run again.',
    min: 1n,
    max: 1000n,
    noEffect: 'Node accepts in its own rhythm.',
    origin: 'Valkey 8',
  }),
  idleText('availability-zone', '', {
    doc: 'Name of the zone that this server stands in.',
    emptyIsValue: true,
    noEffect: 'It is shown by CONFIG GET only.',
    origin: 'Valkey 8',
  }),
];
