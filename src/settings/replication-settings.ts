/** How this server follows a primary and serves replicas. */
export class ReplicationSettings {
  /** The primary to follow; undefined: this server is one itself. */
  replicaOf: { readonly host: string; readonly port: number } | undefined = undefined;
  masterUser = '';
  masterAuth = '';
  masterAuthFile = '';
  serveStaleData = true;
  readOnly = true;
  lazyFlush = false;
  ignoreMaxmemory = true;
  ignoreDiskWriteErrors = false;
  announced = true;
  announceIp = '';
  announcePort = 0;
  priority = 100;
  backlogBytes = 1_048_576;
  backlogTtlSeconds = 3600;
  timeoutSeconds = 60;
  pingPeriodSeconds = 10;
  disableTcpNodelay = false;
  disklessSync = true;
  disklessSyncDelaySeconds = 5;
  disklessSyncMaxReplicas = 0;
  disklessLoad: 'disabled' | 'on-empty-db' | 'swapdb' | 'flush-before-load' = 'disabled';
  minReplicasToWrite = 0;
  minReplicasMaxLagSeconds = 10;
  propagationErrorBehavior: 'ignore' | 'panic' | 'panic-on-replicas' = 'ignore';
}
