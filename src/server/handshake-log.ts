import { RareLine } from '../observe/rare-line.ts';
import type { Clock } from '../ports/clock.ts';
import type { LogSink } from '../ports/log.ts';
import type { TlsListenOptions } from '../ports/network.ts';

const REFUSALS_EVERY_MS = 1000;

/**
 * Tells of TLS handshakes that failed. A certificate that is revoked, has ended, or that nobody known has signed is worth a
 * warning: somebody tries what no longer, or never, was his. Everything else is the noise of any open port.
 */
export function handshakeLog(
  log: LogSink,
  clock: Clock,
): NonNullable<TlsListenOptions['onHandshakeFailed']> {
  const refusals = new RareLine(log, REFUSALS_EVERY_MS);
  return (address, message, why) => {
    const text = `Error accepting a client connection: ${message} (addr=${address})`;
    if (why === 'other') log.line('verbose', text);
    else refusals.line(clock.monotonicMs(), 'warning', text);
  };
}
