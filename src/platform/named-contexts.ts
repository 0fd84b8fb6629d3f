import type { SecureContext, TlsOptions } from 'node:tls';
import { createSecureContext } from 'node:tls';
import type { NamedPair } from '../ports/tls.ts';

const ANY_LABEL = '*.';

/**
 * Which certificate is shown to whom, by the name that a client asks for (SNI). Node's own `addContext` makes a regular
 * expression of each name and tries one after the other; here a name is looked up: whole, then without its first label.
 */
export class NamedContexts {
  readonly #whole = new Map<string, SecureContext>();
  readonly #behindLabel = new Map<string, SecureContext>();

  /** All that is negotiated is the same for every name: only certificate and key differ. */
  constructor(pairs: readonly NamedPair[], options: TlsOptions) {
    for (const { name, certificate, key } of pairs) {
      const context = createSecureContext({
        ...options,
        cert: Buffer.from(certificate),
        key: Buffer.from(key),
      });
      if (name.startsWith(ANY_LABEL)) this.#behindLabel.set(name.slice(ANY_LABEL.length), context);
      else this.#whole.set(name, context);
    }
  }

  get isEmpty(): boolean {
    return this.#whole.size + this.#behindLabel.size === 0;
  }

  /** Undefined: the certificate that everybody else gets. */
  find(name: string): SecureContext | undefined {
    const lower = name.toLowerCase();
    const whole = this.#whole.get(lower);
    if (whole !== undefined) return whole;
    const dot = lower.indexOf('.');
    return dot > 0 ? this.#behindLabel.get(lower.slice(dot + 1)) : undefined;
  }
}
