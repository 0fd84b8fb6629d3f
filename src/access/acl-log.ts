import type { SecuritySettings } from '../settings/security-settings.ts';
import type { DenialReason } from './denial.ts';

/** Events that differ in nothing but time are one entry while they come within this, as in Redis. */
const GROUPING_MS = 60_000;
/** Newest entries that are looked through for an equal one: a bound on the work per refusal, as in Redis. */
const COMPARED_ENTRIES = 10;

/** A refusal as it happens. Texts hold one character per byte. */
export interface AclEvent {
  readonly reason: DenialReason;
  readonly context: 'toplevel' | 'multi' | 'lua';
  /** Command, key, channel or database that was refused. */
  readonly object: string;
  readonly userName: string;
  /** The line of CLIENT LIST. */
  readonly clientInfo: string;
}

/** What ACL LOG tells of refusals of one kind. */
export interface AclLogEntry extends AclEvent {
  readonly id: number;
  readonly count: number;
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** The newest refusals, and how many there were of each reason. */
export class AclLog {
  /** Refusals since the start, for INFO. */
  readonly counts: Record<DenialReason, number> = {
    auth: 0,
    command: 0,
    key: 0,
    channel: 0,
    database: 0,
    source: 0,
    'tls-cert': 0,
  };
  readonly #security: SecuritySettings;
  /** Newest first. */
  #entries: AclLogEntry[] = [];
  #nextId = 0;

  constructor(security: SecuritySettings) {
    this.#security = security;
  }

  add(event: AclEvent, nowMs: number): void {
    this.counts[event.reason]++;
    const { aclLogMaxLen } = this.#security;
    if (aclLogMaxLen === 0) {
      this.#entries = [];
      return;
    }
    const at = this.#entries
      .slice(0, COMPARED_ENTRIES)
      .findIndex((entry) => isSame(entry, event, nowMs));
    const before = this.#entries[at];
    if (before === undefined) {
      this.#entries.unshift({
        ...event,
        id: this.#nextId++,
        count: 1,
        createdMs: nowMs,
        updatedMs: nowMs,
      });
    } else {
      this.#entries.splice(at, 1);
      const { clientInfo } = event;
      this.#entries.unshift({ ...before, clientInfo, count: before.count + 1, updatedMs: nowMs });
    }
    if (this.#entries.length > aclLogMaxLen) this.#entries.length = aclLogMaxLen;
  }

  /** Newest first. */
  newest(count: number): readonly AclLogEntry[] {
    return this.#entries.slice(0, count);
  }

  reset(): void {
    this.#entries = [];
  }
}

function isSame(entry: AclLogEntry, event: AclEvent, nowMs: number): boolean {
  return (
    entry.reason === event.reason &&
    entry.context === event.context &&
    Math.abs(nowMs - entry.updatedMs) <= GROUPING_MS &&
    entry.object === event.object &&
    entry.userName === event.userName
  );
}
