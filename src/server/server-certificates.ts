import type { SecretWorld } from '../access/read-secret.ts';
import { OneAfterAnother } from '../base/one-after-another.ts';
import type { Change, ChangeHook } from '../config/change-hook.ts';
import type { Finding } from '../config/finding.ts';
import type { LiveConfig } from '../config/live-config.ts';
import { speaksTls } from '../config/reach.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Disk } from '../ports/disk.ts';
import { failed, type Outcome } from '../ports/failure.ts';
import type { LogSink } from '../ports/log.ts';
import type { Network } from '../ports/network.ts';
import type { CertificatesInUse, TlsContext, TlsMaterial } from '../ports/tls.ts';
import type { Settings } from '../settings/settings.ts';
import { endNotices, expiredFindings } from './certificate-ends.ts';
import { HANDSHAKE_TIMEOUT_MS, readTlsMaterial, tlsFilesState, tlsPolicy } from './tls-files.ts';

export interface ServerCertificatesParts {
  readonly settings: Settings;
  readonly network: Pick<Network, 'createTlsContext'>;
  readonly disk: Disk;
  /** Where the passphrase of the key may be kept. */
  readonly secrets: (settings: Settings) => SecretWorld;
  readonly log: LogSink;
  readonly clock: Pick<Clock, 'every' | 'wallMs'>;
}

const DAY_MS = 86_400_000;
/** What a timer can wait. */
const INTERVAL_MS_MAX = 2_147_483_647;

/** What TLS listeners prove themselves with, and every way in which it is read again: all pairs together, or none. */
export class ServerCertificates {
  readonly #parts: ServerCertificatesParts;
  #context: TlsContext | undefined;
  /** How the files stood when they were last read: a change that doesn't fit is told once. */
  #filesState = '';
  /** Each reading waits for the one before, so that the last to begin is the last to be taken into use. */
  readonly #readings = new OneAfterAnother();
  /** Ends the reading that a CONFIG SET on its way is: the others read by the settings as they are after it. */
  #endChange: (() => void) | undefined;
  #watch: Timer | undefined;
  #daily: Timer | undefined;

  constructor(parts: ServerCertificatesParts) {
    this.#parts = parts;
  }

  /** Undefined while nothing speaks TLS. */
  get inUse(): CertificatesInUse | undefined {
    return this.#context?.certificates;
  }

  /** For a listener: what is in use, or the files read for the first time. */
  async context(settings: Settings): Promise<Outcome<TlsContext>> {
    // One from a change that failed was made by settings that never came to be.
    if (this.#context !== undefined && speaksTls(this.#parts.settings))
      return { ok: true, value: this.#context };
    const state = await tlsFilesState(settings, this.#parts.disk);
    const material = await this.#readFiles(settings);
    if (typeof material === 'string') return failed('ETLS', material);
    const made = this.#parts.network.createTlsContext({
      material,
      policy: tlsPolicy(settings),
      handshakeTimeoutMs: HANDSHAKE_TIMEOUT_MS,
    });
    if (!made.ok) return made;
    this.#context = made.value;
    this.#filesState = state;
    this.#tellEnds();
    this.#daily ??= this.#parts.clock.every(DAY_MS, () => {
      this.#tellEnds();
    });
    return made;
  }

  /** Reads all files again; the text says why the old ones stay in service. */
  async reload(): Promise<string | undefined> {
    return await this.#readings.run(() => this.#read(this.#parts.settings));
  }

  /** From now on the files are watched, if they are to be. */
  start(): void {
    this.#startWatch();
  }

  stop(): void {
    this.#watch?.cancel();
    this.#daily?.cancel();
  }

  /** CONFIG SET of the directives that the files, or what is negotiated, depend on. Before listeners open ports. */
  register(config: LiveConfig): void {
    config.onChange([...TLS_DIRECTIVES, 'tls-port'], this.#hook());
    config.onChange(['tls-auto-reload-interval'], {
      commit: () => {
        this.#startWatch();
      },
    });
  }

  /** What INFO's list of warnings says of certificates. */
  findings(): readonly Finding[] {
    const { inUse } = this;
    const { settings, clock } = this.#parts;
    return inUse === undefined ? [] : expiredFindings(inUse, settings.tls, clock.wallMs());
  }

  #startWatch(): void {
    const { settings, clock } = this.#parts;
    this.#watch?.cancel();
    this.#watch = undefined;
    const intervalMs = settings.tls.autoReloadIntervalSeconds * 1000;
    if (intervalMs === 0) return;
    this.#watch = clock.every(Math.min(intervalMs, INTERVAL_MS_MAX), () => {
      void this.#readings.run(() => this.#readIfChanged());
    });
  }

  async #readIfChanged(): Promise<undefined> {
    const { settings, disk, log } = this.#parts;
    if (this.#context === undefined) return;
    if ((await tlsFilesState(settings, disk)) === this.#filesState) return;
    const complaint = await this.#read(settings);
    if (complaint === undefined) log.line('notice', 'The certificate files changed: reloaded');
    else
      log.line(
        'warning',
        `The certificate files changed, and the old ones stay in use: ${complaint}`,
      );
  }

  async #read(settings: Settings): Promise<string | undefined> {
    if (this.#context === undefined) return undefined;
    // Looked at before they are read: what changes meanwhile is another change.
    this.#filesState = await tlsFilesState(settings, this.#parts.disk);
    const material = await this.#readFiles(settings);
    if (typeof material === 'string') return material;
    const outcome = this.#context.reload(material, tlsPolicy(settings));
    if (!outcome.ok) return outcome.failure.message;
    this.#tellEnds();
    return undefined;
  }

  #readFiles(settings: Settings): Promise<TlsMaterial | string> {
    const { disk, secrets } = this.#parts;
    return readTlsMaterial(settings, disk, secrets(settings));
  }

  #hook(): ChangeHook {
    return {
      prepare: async (change) => {
        await this.#beginChange();
        const complaint = changesTls(change) ? await this.#try(change.next) : undefined;
        if (complaint === undefined) return undefined;
        this.#changeOver();
        this.#parts.log.line('warning', complaint);
        return 'Unable to update TLS configuration. Check server logs.';
      },
      commit: () => {
        this.#changeOver();
      },
      rollback: async (change) => {
        if (changesTls(change)) await this.#read(this.#parts.settings);
        this.#changeOver();
      },
    };
  }

  async #try(next: Settings): Promise<string | undefined> {
    const before = this.#filesState;
    const complaint = await this.#read(next);
    if (complaint !== undefined) this.#filesState = before;
    return complaint;
  }

  async #beginChange(): Promise<void> {
    await new Promise<void>((begun) => {
      void this.#readings.run(() => {
        begun();
        return new Promise<void>((end) => {
          this.#endChange = end;
        });
      });
    });
  }

  #changeOver(): void {
    // Whoever opens the port again wants the files as they are then, and by the settings of then.
    if (!speaksTls(this.#parts.settings)) this.#context = undefined;
    this.#endChange?.();
  }

  #tellEnds(): void {
    const { inUse } = this;
    const { settings, clock, log } = this.#parts;
    if (inUse === undefined) return;
    for (const notice of endNotices(inUse, settings.tls, clock.wallMs()))
      log.line('warning', `WARNING: ${notice}`);
  }
}

function changesTls({ before, next, names }: Change): boolean {
  return speaksTls(before) && speaksTls(next) && TLS_DIRECTIVES.some((name) => names.has(name));
}

const TLS_DIRECTIVES: readonly string[] = [
  'tls-cert-file',
  'tls-key-file',
  'tls-key-file-pass',
  'tls-sni-cert',
  'tls-dh-params-file',
  'tls-ca-cert-file',
  'tls-ca-cert-dir',
  'tls-crl-file',
  'tls-auth-clients',
  'tls-protocols',
  'tls-ciphers',
  'tls-ciphersuites',
  'tls-prefer-server-ciphers',
  'tls-session-caching',
  'tls-session-cache-timeout',
];
