/** What commands may know of the connection, script or caller they run for. The engine's session has the rest. */
export interface CallSession {
  /** CLIENT ID: from 1, never reused. */
  readonly id: number;
  /** The number of the selected database. */
  readonly databaseIndex: number;
  /** Name of the ACL user whose rights apply. */
  readonly userName: string;
  readonly resp3: boolean;
  /** Inside MULTI, EXEC or a script: a command must not wait. */
  readonly denyBlocking: boolean;
}
