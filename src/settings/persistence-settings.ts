/** A point of `save`: a snapshot after so many seconds with so many changes. */
export interface SavePoint {
  readonly seconds: number;
  readonly changes: number;
}

/** Snapshots and the append-only file. */
export class PersistenceSettings {
  dir = '.';
  dbfilename = 'dump.rdb';
  /** Casemate's own data directory (secure mode); empty: drop-in, `dir` counts. */
  dataDir = '';
  savePoints: readonly SavePoint[] = [
    { seconds: 3600, changes: 1 },
    { seconds: 300, changes: 100 },
    { seconds: 60, changes: 10_000 },
  ];
  stopWritesOnBgsaveError = true;
  rdbCompression = true;
  rdbChecksum = true;
  rdbDelSyncFiles = false;
  rdbSaveIncrementalFsync = true;
  appendonly = false;
  appendfilename = 'appendonly.aof';
  appenddirname = 'appendonlydir';
  appendfsync: 'always' | 'everysec' | 'no' = 'everysec';
  noAppendfsyncOnRewrite = false;
  autoAofRewritePercentage = 100;
  autoAofRewriteMinBytes = 67_108_864;
  aofLoadTruncated = true;
  aofUseRdbPreamble = true;
  aofTimestampEnabled = false;
  aofRewriteIncrementalFsync = true;
  aofDisableAutoGc = false;
}
