import { count } from '../numeric-kinds.ts';
import type { Option } from '../option.ts';
import { flag, text, word } from '../option-kinds.ts';
import { slot } from '../slot.ts';
import { checkTitleTemplate } from '../title-template.ts';
import { idleCount, idleFlag, idleText } from '../without-effect.ts';
import { scores, shutdownFlags } from '../word-list-kinds.ts';

const NO_PINNING =
  'Node gives no access to processor affinity; use taskset or CPUAffinity= of systemd.';
const NO_OOM_SCORE = 'Scores are left as they are; use OOMScoreAdjust= of systemd.';

const NO_SYSLOG = 'Nothing is sent to syslog yet.';
const SAVE_ON_SIGNAL =
  'There are no snapshots yet: with `save` the signal is refused, with an error in the log, unless `force` stands beside it.';

/** The process, its log and its end. */
export const processOptions: readonly Option[] = [
  flag('daemonize', slot('process', 'daemonize'), {
    doc: 'Whether the server goes to the background.',
    change: 'immutable',
  }),
  text('pidfile', slot('process', 'pidfile'), {
    doc: 'File that holds the process id. A daemon without one writes `/var/run/redis.pid`.',
    kind: 'path',
    change: 'immutable',
  }),
  word('supervised', slot('process', 'supervised'), {
    doc: 'How a supervisor is told that the server is ready.',
    words: ['upstart', 'systemd', 'auto', 'no'],
    change: 'immutable',
    noEffect: 'No notification is sent: give a systemd unit Type=exec.',
  }),
  word('loglevel', slot('log', 'level'), {
    doc: 'How much is logged.',
    words: ['debug', 'verbose', 'notice', 'warning', 'nothing'],
  }),
  text('logfile', slot('log', 'file'), {
    doc: 'File for the log; standard output when empty. SIGHUP opens it again.',
    kind: 'path',
    change: 'immutable',
    emptyIsValue: true,
  }),
  word('log-format', slot('log', 'format'), {
    doc: 'Form of a line of the log.',
    words: ['legacy', 'logfmt'],
    origin: 'Valkey 8.1',
  }),
  word('log-timestamp-format', slot('log', 'timestampFormat'), {
    doc: 'Form of the time in a line of the log.',
    words: ['legacy', 'iso8601', 'milliseconds'],
    origin: 'Valkey 8.1',
  }),
  flag('syslog-enabled', slot('log', 'syslogEnabled'), {
    doc: 'Whether the log goes to syslog, too.',
    change: 'immutable',
    refused: `${NO_SYSLOG} \`yes\` is refused: nobody shall look for a security log where none is.`,
    refuse: (on) =>
      on
        ? 'syslog-enabled is not available yet in this version of Casemate: syslog would stay empty. Say syslog-enabled no; under systemd the journal keeps what goes to standard output'
        : undefined,
  }),
  text('syslog-ident', slot('log', 'syslogIdent'), {
    doc: 'Name in syslog.',
    change: 'immutable',
    emptyIsValue: true,
    noEffect: NO_SYSLOG,
  }),
  word('syslog-facility', slot('log', 'syslogFacility'), {
    doc: 'Facility in syslog.',
    words: ['user', 'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'],
    change: 'immutable',
    noEffect: NO_SYSLOG,
  }),
  flag('crash-log-enabled', slot('log', 'crashLogEnabled'), {
    doc: 'Whether a crash writes a report to the log.',
    noEffect:
      'There are no crash reports; a fault in a command is always logged, and the server goes on.',
  }),
  idleFlag('crash-memcheck-enabled', true, {
    doc: 'Whether a crash tests the memory.',
    noEffect: 'A memory-safe server has no memory to test.',
  }),
  flag('always-show-logo', slot('log', 'alwaysShowLogo'), {
    doc: 'Whether the banner of the start is shown in a file, too.',
    change: 'immutable',
  }),
  flag('set-proc-title', slot('process', 'setProcTitle'), {
    doc: 'Whether `ps` shows address and port.',
    change: 'immutable',
  }),
  text('proc-title-template', slot('process', 'procTitleTemplate'), {
    doc: 'What `ps` shows: text with `{title}`, `{listen-addr}`, `{server-mode}`, `{port}`, `{tls-port}`, `{unixsocket}`, `{config-file}`.',
    emptyIsValue: true,
    check: checkTitleTemplate,
  }),
  count('shutdown-timeout', slot('process', 'shutdownTimeoutSeconds'), {
    doc: 'How long a shutdown waits for replicas that lag behind.',
    unit: 'seconds',
    noEffect: 'There are no replicas yet to wait for.',
  }),
  shutdownFlags('shutdown-on-sigint', slot('process', 'shutdownOnSigint'), {
    doc: `How SIGINT shuts down. ${SAVE_ON_SIGNAL}`,
  }),
  shutdownFlags('shutdown-on-sigterm', slot('process', 'shutdownOnSigterm'), {
    doc: `How SIGTERM shuts down. ${SAVE_ON_SIGNAL}`,
  }),
  word('oom-score-adj', slot('process', 'oomScoreAdj'), {
    doc: "Whether the kernel's out-of-memory scores are set.",
    words: ['no', 'yes', 'relative', 'absolute'],
    // Two names for one meaning; Redis prints the first.
    synonyms: { relative: 'yes' },
    noEffect: NO_OOM_SCORE,
  }),
  scores('oom-score-adj-values', slot('process', 'oomScoreAdjValues'), {
    doc: 'Scores of a primary, a replica and a background child.',
    noEffect: NO_OOM_SCORE,
  }),
  flag('disable-thp', slot('process', 'disableThp'), {
    doc: 'Whether transparent huge pages are switched off.',
    change: 'immutable',
    noEffect: 'There is no fork that huge pages would make expensive; the kernel decides.',
  }),
  idleText('server-cpulist', '', {
    doc: 'Processors of the server.',
    aliases: ['server_cpulist'],
    change: 'immutable',
    noEffect: NO_PINNING,
  }),
  idleText('bio-cpulist', '', {
    doc: 'Processors of background threads.',
    aliases: ['bio_cpulist'],
    change: 'immutable',
    noEffect: NO_PINNING,
  }),
  idleText('aof-rewrite-cpulist', '', {
    doc: 'Processors of a rewrite.',
    aliases: ['aof_rewrite_cpulist'],
    change: 'immutable',
    noEffect: NO_PINNING,
  }),
  idleText('bgsave-cpulist', '', {
    doc: 'Processors of a snapshot.',
    aliases: ['bgsave_cpulist'],
    change: 'immutable',
    noEffect: NO_PINNING,
  }),
  idleText('ignore-warnings', '', {
    doc: 'Start-up checks to skip.',
    emptyIsValue: true,
    noEffect: 'The checks that it names are for faults of kernels and forks.',
  }),
  idleFlag('use-exit-on-panic', false, {
    doc: 'Whether a panic exits and dumps no core, for tests.',
    hidden: true,
    noEffect: 'No core is dumped in any case.',
  }),
  idleCount('watchdog-period', 0, {
    doc: 'Time after which a stuck server logs where it is.',
    unit: 'milliseconds',
    hidden: true,
    noEffect: 'There is no watchdog signal.',
  }),
  idleFlag('extended-redis-compatibility', false, {
    doc: 'Whether Valkey calls itself Redis in more places.',
    origin: 'Valkey 8',
    noEffect: 'Replies are always as of Redis 7.2.',
  }),
  idleFlag('enable-debug-assert', false, {
    doc: 'Whether costly assertions are checked.',
    change: 'immutable',
    hidden: true,
    origin: 'Valkey 8',
    noEffect: 'Assertions are always checked.',
  }),
  idleText('debug-context', '', {
    doc: 'Text for crash reports, for tests.',
    hidden: true,
    emptyIsValue: true,
    origin: 'Valkey 8',
    noEffect: 'It is shown by CONFIG GET only.',
  }),
];
