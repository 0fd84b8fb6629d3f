import { bytes, count, MAX_LONG } from '../numeric-kinds.ts';
import type { Option } from '../option.ts';
import { flag, type TextDescription, text, word } from '../option-kinds.ts';
import { slot } from '../slot.ts';
import { idleCount } from '../without-effect.ts';
import { savePoints } from '../word-list-kinds.ts';

const NO_SNAPSHOTS = 'There are no snapshots yet; SAVE and BGSAVE answer an error.';
const NO_APPEND_FILE = 'There is no append-only file yet.';

/** Snapshots and the append-only file. */
export const persistenceOptions: readonly Option[] = [
  text('dir', slot('persistence', 'dir'), {
    doc: 'Directory that relative names of other directives are relative to.',
    kind: 'path',
    change: 'protected',
    deniedWhileLoading: true,
    check: (path) => (path === '' ? 'No such file or directory' : undefined),
  }),
  {
    ...text('data-dir', slot('persistence', 'dataDir'), {
      doc: "Casemate's own directory in the secure mode: certificates, users, credentials, and the configuration file itself. An argument (`--data-dir`).",
      kind: 'path',
      change: 'immutable',
      refused: 'In a file it is refused: the file was found in that directory.',
      origin: 'Casemate',
    }),
    // CONFIG REWRITE must not write what the next start refuses.
    rewrite: () => [],
  },
  text('dbfilename', slot('persistence', 'dbfilename'), {
    ...baseName('dbfilename', 'a filename'),
    doc: 'Name of the snapshot file.',
    change: 'protected',
    noEffect: NO_SNAPSHOTS,
  }),
  savePoints('save', slot('persistence', 'savePoints'), {
    doc: 'When a snapshot is taken: after so many seconds with so many changes. An empty value takes none.',
    noEffect: NO_SNAPSHOTS,
  }),
  flag('stop-writes-on-bgsave-error', slot('persistence', 'stopWritesOnBgsaveError'), {
    doc: 'Whether writes are refused while snapshots fail.',
    noEffect: NO_SNAPSHOTS,
  }),
  flag('rdbcompression', slot('persistence', 'rdbCompression'), {
    doc: 'Whether texts in a snapshot are compressed.',
    noEffect: NO_SNAPSHOTS,
  }),
  flag('rdbchecksum', slot('persistence', 'rdbChecksum'), {
    doc: 'Whether a snapshot ends with a checksum.',
    change: 'immutable',
    noEffect: NO_SNAPSHOTS,
  }),
  flag('rdb-del-sync-files', slot('persistence', 'rdbDelSyncFiles'), {
    doc: 'Whether the files of a full sync are deleted after it.',
    noEffect: NO_SNAPSHOTS,
  }),
  flag('rdb-save-incremental-fsync', slot('persistence', 'rdbSaveIncrementalFsync'), {
    doc: 'Whether a snapshot is synced to disk piece by piece.',
    noEffect: NO_SNAPSHOTS,
  }),
  flag('appendonly', slot('persistence', 'appendonly'), {
    doc: 'Whether every write goes to the append-only file.',
    deniedWhileLoading: true,
    refused: `${NO_APPEND_FILE} \`yes\` is refused: nobody shall believe that data is kept.`,
    refuse: (on) =>
      on
        ? 'appendonly is not available yet in this version of Casemate: no write would reach the disk. Say appendonly no to run in memory only'
        : undefined,
  }),
  text('appendfilename', slot('persistence', 'appendfilename'), {
    ...baseName('appendfilename', 'a filename'),
    doc: 'Base name of the append-only files.',
    change: 'immutable',
    noEffect: NO_APPEND_FILE,
  }),
  text('appenddirname', slot('persistence', 'appenddirname'), {
    ...baseName('appenddirname', 'a dirname'),
    doc: 'Directory of the append-only files.',
    change: 'immutable',
    noEffect: NO_APPEND_FILE,
  }),
  word('appendfsync', slot('persistence', 'appendfsync'), {
    doc: 'When the append-only file is synced to disk.',
    words: ['everysec', 'always', 'no'],
    noEffect: NO_APPEND_FILE,
  }),
  flag('no-appendfsync-on-rewrite', slot('persistence', 'noAppendfsyncOnRewrite'), {
    doc: 'Whether syncing pauses while a rewrite runs.',
    noEffect: NO_APPEND_FILE,
  }),
  count('auto-aof-rewrite-percentage', slot('persistence', 'autoAofRewritePercentage'), {
    doc: 'Growth in per cent that starts a rewrite; 0 for never.',
    noEffect: NO_APPEND_FILE,
  }),
  bytes('auto-aof-rewrite-min-size', slot('persistence', 'autoAofRewriteMinBytes'), {
    doc: 'Size below which no rewrite starts.',
    max: MAX_LONG,
    noEffect: NO_APPEND_FILE,
  }),
  flag('aof-load-truncated', slot('persistence', 'aofLoadTruncated'), {
    doc: 'Whether a file whose end is missing is loaded.',
    noEffect: NO_APPEND_FILE,
  }),
  flag('aof-use-rdb-preamble', slot('persistence', 'aofUseRdbPreamble'), {
    doc: 'Whether a rewritten file begins with a snapshot.',
    noEffect: NO_APPEND_FILE,
  }),
  flag('aof-timestamp-enabled', slot('persistence', 'aofTimestampEnabled'), {
    doc: 'Whether the file holds times, for a restore to a point.',
    noEffect: NO_APPEND_FILE,
  }),
  flag('aof-rewrite-incremental-fsync', slot('persistence', 'aofRewriteIncrementalFsync'), {
    doc: 'Whether a rewrite is synced to disk piece by piece.',
    noEffect: NO_APPEND_FILE,
  }),
  flag('aof-disable-auto-gc', slot('persistence', 'aofDisableAutoGc'), {
    doc: 'Whether files that a rewrite replaced are kept.',
    noEffect: NO_APPEND_FILE,
  }),
  idleCount('rdb-key-save-delay', 0, {
    doc: 'Delay per key of a snapshot, for tests.',
    min: -2_147_483_648n,
    hidden: true,
    noEffect: NO_SNAPSHOTS,
  }),
  idleCount('key-load-delay', 0, {
    doc: 'Delay per key of a load, for tests.',
    min: -2_147_483_648n,
    hidden: true,
    noEffect: NO_SNAPSHOTS,
  }),
  idleCount('loading-process-events-interval-bytes', 2_097_152, {
    doc: 'Bytes loaded between answers to clients.',
    min: 1024n,
    hidden: true,
    noEffect: NO_SNAPSHOTS,
  }),
];

/** A name without slashes, in Redis's words. */
function baseName(
  name: string,
  kind: 'a filename' | 'a dirname',
): Pick<TextDescription, 'check' | 'kind' | 'emptyIsValue'> {
  return {
    kind: 'file name',
    emptyIsValue: true,
    check: (value) => {
      if (value === '') return `${name} can't be empty`;
      return /^\.\.?$|\//.test(value) ? `${name} can't be a path, just ${kind}` : undefined;
    },
  };
}
