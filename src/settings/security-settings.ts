/** Who may use a gated command: nobody, loopback and Unix socket connections, or everybody. */
export type ProtectedAction = 'no' | 'local' | 'yes';

/** Security switches, Redis's and Casemate's own. */
export class SecuritySettings {
  protectedMode = true;
  /**
   * The clear text of `requirepass`, as CONFIG GET answers it to those who may ask; empty when none is set. The user
   * `default` holds the hash, this copy is never logged.
   */
  requirepass = '';
  /** Where `requirepass` is kept instead: a path, `env:NAME` or `credential:NAME`. */
  requirepassFile = '';
  /** How long the old password from a file stays valid after a new one was read. */
  passwordGraceSeconds = 300;
  aclFile = '';
  /** What the user `default` is where nothing defines it: open as in Redis, or off, as in the secure mode. */
  missingDefault: 'open' | 'off' = 'open';
  enableDebugCommand: ProtectedAction = 'no';
  enableProtectedConfigs: ProtectedAction = 'no';
  enableModuleCommand: ProtectedAction = 'no';
  aclPubsubDefault: 'allchannels' | 'resetchannels' = 'resetchannels';
  aclLogMaxLen = 128;
  /** The refusals that the operator has accepted by name. */
  insecureAllow: ReadonlySet<string> = new Set();
  /** What follows a SELECT that the ACL refuses: an error as in Redis, or the end of the connection. */
  selectDenied: 'error' | 'close' = 'error';
  /** Connections end at once when their user is switched off, expires or is deleted. */
  revokeDisconnects = false;
  /** What becomes of a weak password: refused, told of in the log, or neither. */
  passwordPolicy: 'off' | 'warn' | 'refuse' = 'warn';
  hideUserDataFromLog = true;
}
