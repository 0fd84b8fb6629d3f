/** Scripts and functions. */
export class ScriptingSettings {
  /** A script that runs longer answers `-BUSY` to others; 0: never. */
  busyReplyThresholdMs = 5000;
}
