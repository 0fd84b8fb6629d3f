import type { LogSink } from '../ports/log.ts';
import type { ShutdownFlag } from '../settings/process-settings.ts';
import type { RunningServer } from './running-server.ts';

/** Carries a signal out as `shutdown-on-sigterm` or `shutdown-on-sigint` says; no flags are `default`. */
export async function stopOnSignal(
  name: string,
  flags: readonly ShutdownFlag[],
  { server, log }: { readonly server: Pick<RunningServer, 'shutdown'>; readonly log: LogSink },
): Promise<void> {
  log.line('warning', `Received ${name} scheduling shutdown...`);
  const save = flags.includes('save') ? 'save' : flags.includes('nosave') ? 'nosave' : 'default';
  const force = flags.includes('force');
  if (save === 'save' && force)
    log.line('warning', 'Nothing is saved: there is no persistence yet. Ending all the same.');
  try {
    await server.shutdown({ save, now: flags.includes('now'), force });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.line(
      'warning',
      `${name} does not end the server, because shutdown-on-${name.toLowerCase()} asks to save. ${reason}`,
    );
  }
}
