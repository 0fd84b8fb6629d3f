import { toLatin1 } from '../base/bytes.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Crypto } from '../ports/crypto.ts';
import type { LogSink } from '../ports/log.ts';
import type { SecuritySettings } from '../settings/security-settings.ts';
import { hashPassword } from './password.ts';
import { judgePassword, toldWeakness, type Weakness, weaknessOf } from './password-policy.ts';
import { readSecret, type SecretFile, type SecretWorld } from './read-secret.ts';

export interface PasswordSourcesParts {
  readonly world: SecretWorld;
  readonly crypto: Crypto;
  readonly clock: Pick<Clock, 'monotonicMs' | 'wallMs' | 'after'>;
  readonly log: LogSink;
  readonly security: Pick<SecuritySettings, 'passwordPolicy' | 'passwordGraceSeconds'>;
}

/** A password that was replaced, valid until its grace is over. */
interface Replaced {
  readonly hash: string;
  readonly atMs: number;
}

interface Read {
  readonly hash: string;
  readonly file: SecretFile | undefined;
  /** Why it is weak, where `password-policy` only warns of it. */
  readonly weakness: Weakness | undefined;
}

interface Kept extends Read {
  /** Of the reading that it comes from: a slower and older one doesn't undo it. */
  readonly reading: number;
  readonly replaced: readonly Replaced[];
}

/** Passwords that were read and are not in use yet. */
export interface PasswordReading {
  readonly number: number;
  readonly passwords: ReadonlyMap<string, Read>;
  /** What is wrong, by source; the passwords may be taken over only when this is empty. */
  readonly problems: ReadonlyMap<string, string>;
}

/** Old passwords of one source that are kept: whoever changes it more often within the grace meant the last ones. */
const REPLACED_MAX = 4;
/** The platform's timers count in 31 bits. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/**
 * The passwords that users have from files, the environment and systemd. Rules name a source, this holds the hash of what
 * was read there; after a change the old one stays valid for `password-grace`, so that clients can be told the new one.
 */
export class PasswordSources {
  readonly #parts: PasswordSourcesParts;
  readonly #kept = new Map<string, Kept>();
  #readings = 0;
  #timer: Timer | undefined;
  /** Told of each source whose new password is weak. */
  onWeakPassword: (source: string) => void = () => undefined;

  constructor(parts: PasswordSourcesParts) {
    this.#parts = parts;
  }

  /** How many sources are in use. */
  get count(): number {
    return this.#kept.size;
  }

  /** The files among the sources in use. */
  get files(): readonly SecretFile[] {
    return [...this.#kept.values()].map(({ file }) => file).filter((file) => file !== undefined);
  }

  /** How many old passwords are still valid. */
  get inGrace(): number {
    let count = 0;
    for (const kept of this.#kept.values()) count += this.#valid(kept).length;
    return count;
  }

  /** Reads sources anew and changes nothing. */
  async read(sources: Iterable<string>): Promise<PasswordReading> {
    const number = ++this.#readings;
    const passwords = new Map<string, Read>();
    const problems = new Map<string, string>();
    for (const source of new Set(sources)) {
      const secret = await readSecret(source, this.#parts.world);
      const weakness = secret.ok ? weaknessOf(toLatin1(secret.value.bytes)) : undefined;
      const problem = secret.ok
        ? judgePassword(weakness, this.#parts.security)
        : secret.failure.message;
      if (problem !== undefined) problems.set(source, problem);
      else if (secret.ok) {
        const { bytes, file } = secret.value;
        const hash = hashPassword(bytes, this.#parts.crypto);
        const told = toldWeakness(weakness, this.#parts.security);
        passwords.set(source, { hash, file, weakness: told });
      }
    }
    return { number, passwords, problems };
  }

  /** Takes what was read into use, and gives the sources whose password changed. What is in use no more is forgotten. */
  take({ number, passwords }: PasswordReading, inUse: ReadonlySet<string>): readonly string[] {
    const changed: string[] = [];
    const weak: string[] = [];
    for (const [source, { hash, file, weakness }] of passwords) {
      const before = this.#kept.get(source);
      if (before !== undefined && before.reading > number) continue;
      const replaced = before === undefined ? [] : this.#replacedBy(hash, before);
      this.#kept.set(source, { hash, file, weakness, reading: number, replaced });
      if (weakness !== undefined && before?.hash !== hash) weak.push(source);
      if (before !== undefined && before.hash !== hash) changed.push(source);
    }
    this.keepOnly(inUse);
    for (const source of changed) this.#tellChange(source);
    for (const source of weak) if (this.#kept.has(source)) this.onWeakPassword(source);
    this.#wake();
    return changed;
  }

  /** Forgets the other sources and their old passwords. */
  keepOnly(inUse: ReadonlySet<string>): void {
    for (const source of this.#kept.keys()) if (!inUse.has(source)) this.#kept.delete(source);
  }

  /** Of the passwords of a source that are valid now. */
  hashesOf(source: string): readonly string[] {
    const kept = this.#kept.get(source);
    if (kept === undefined) return [];
    if (kept.replaced.length === 0) return [kept.hash];
    return [kept.hash, ...this.#valid(kept).map(({ hash }) => hash)];
  }

  /** Why the password of a source is weak, if `password-policy warn` let it pass. */
  weaknessOf(source: string): Weakness | undefined {
    return this.#kept.get(source)?.weakness;
  }

  /** Until when an old password of the source is valid, in wall time; undefined when none is. */
  graceEndMs(source: string): number | undefined {
    const kept = this.#kept.get(source);
    const last = kept === undefined ? undefined : this.#valid(kept)[0];
    if (last === undefined) return undefined;
    const leftMs = last.atMs + this.#graceMs - this.#parts.clock.monotonicMs();
    return this.#parts.clock.wallMs() + leftMs;
  }

  /** `password-grace` has another value, which counts for old passwords too. */
  settingsChanged(): void {
    this.#dropOver();
  }

  /** Nobody waits for the end of a grace any more. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  get #graceMs(): number {
    return this.#parts.security.passwordGraceSeconds * 1000;
  }

  /** Those still in grace, the youngest first. By this clock: setting the time of day gives nobody more. */
  #valid({ replaced }: Kept): readonly Replaced[] {
    if (replaced.length === 0) return replaced;
    const nowMs = this.#parts.clock.monotonicMs();
    return replaced.filter(({ atMs }) => nowMs - atMs < this.#graceMs);
  }

  #replacedBy(hash: string, before: Kept): readonly Replaced[] {
    const isEnded = before.hash === hash || this.#graceMs === 0;
    const old = isEnded ? [] : [{ hash: before.hash, atMs: this.#parts.clock.monotonicMs() }];
    return [...old, ...this.#valid(before)]
      .filter((each) => each.hash !== hash)
      .slice(0, REPLACED_MAX);
  }

  #tellChange(source: string): void {
    const { log, security } = this.#parts;
    const seconds = security.passwordGraceSeconds;
    const grace =
      seconds === 0
        ? 'the old one is gone'
        : `the old one stays valid for ${seconds} seconds (password-grace)`;
    log.line('notice', `New password from ${source}: ${grace}`);
  }

  #dropOver(): void {
    for (const [source, kept] of this.#kept) {
      const replaced = this.#valid(kept);
      if (replaced.length === kept.replaced.length) continue;
      this.#kept.set(source, { ...kept, replaced });
      this.#parts.log.line('notice', `The old password from ${source} is no longer valid`);
    }
    this.#wake();
  }

  /** One timer, for the old password that ends first; none while there is none. */
  #wake(): void {
    this.stop();
    const { clock } = this.#parts;
    const moments = [...this.#kept.values()].flatMap((kept) =>
      kept.replaced.map(({ atMs }) => atMs),
    );
    if (moments.length === 0) return;
    const leftMs = Math.min(...moments) + this.#graceMs - clock.monotonicMs();
    this.#timer = clock.after(Math.max(1, Math.min(leftMs, TIMER_MAX_MS)), () => {
      this.#dropOver();
    });
  }
}
