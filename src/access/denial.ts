/** Why a request is refused, as ACL LOG names it. */
export type DenialReason =
  | 'auth'
  | 'command'
  | 'key'
  | 'channel'
  | 'database'
  | 'source'
  | 'tls-cert';

/** A refused request: everything the reply, ACL LOG, DRYRUN and the audit log need. */
export interface Denial {
  readonly reason: DenialReason;
  /** Full name of the command, the key, the channel, the database's number: what ACL LOG calls the object. One character per byte. */
  readonly what: string;
  /** The word that failed; 0 for the command itself. */
  readonly word: number;
  /** Of `source`: what refused is the listener (`admin=no`), and not a rule about addresses. */
  readonly by?: 'listener';
}

/** What a client is told, NOPERM included. Names no key: whoever must not see a key must not learn from the error either. */
export function denialError(denial: Denial, userName: string): string {
  return `NOPERM ${shortText(denial, userName)}`;
}

/** What ACL DRYRUN answers: names the key, since whoever may call DRYRUN gave it. */
export function denialExplanation(denial: Denial, userName: string): string {
  switch (denial.reason) {
    case 'key':
    case 'channel':
      return `User ${userName} has no permissions to access the '${denial.what}' ${denial.reason}`;
    case 'database':
      // FLUSHALL's object is its name.
      return /^\d/.test(denial.what)
        ? `User ${userName} has no permissions to access database ${denial.what}`
        : `User ${userName} has no permissions to access all databases`;
    default:
      return shortText(denial, userName);
  }
}

function shortText(denial: Denial, userName: string): string {
  switch (denial.reason) {
    case 'key':
      return 'No permissions to access a key';
    case 'channel':
      return 'No permissions to access a channel';
    case 'database':
      return 'No permissions to access database';
    case 'auth':
      return `User ${userName} has expired`;
    case 'source':
      if (denial.by === 'listener')
        return `User ${userName} has no permissions to run the '${denial.what}' command through this listener, which has admin=no`;
      return `User ${userName} has no permissions to connect from this address`;
    default:
      return `User ${userName} has no permissions to run the '${denial.what}' command`;
  }
}
