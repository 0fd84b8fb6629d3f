import { REDIS_VERSION } from '../admin/redis-version.ts';
import type { LogSink } from '../ports/log.ts';
import type { Listeners } from './listeners.ts';

/** What supervisors and test harnesses wait for, in redis-server's words. */
export function logStarting(
  log: LogSink,
  facts: { readonly version: string; readonly pid: number; readonly hasConfig: boolean },
): void {
  log.line('notice', 'Casemate is starting');
  log.line(
    'notice',
    `Casemate version=${facts.version}, Redis version=${REDIS_VERSION}, bits=64, pid=${facts.pid}, just started`,
  );
  if (facts.hasConfig) log.line('notice', 'Configuration loaded');
}

/** In place of redis-server's drawing; ` PID: ` is what harnesses look for. */
export function banner(facts: {
  readonly version: string;
  readonly pid: number;
  readonly port: number;
}): string {
  return [
    '',
    `  Casemate ${facts.version}, compatible with Redis ${REDIS_VERSION}`,
    '  Running in standalone mode',
    `  Port: ${facts.port}`,
    `  PID: ${facts.pid}`,
    '',
    '',
  ].join('\n');
}

export function logReady(log: LogSink, listeners: Listeners, port: number): void {
  log.line('notice', `Running mode=standalone, port=${port}.`);
  log.line('notice', 'Server initialized');
  for (const kind of ['tcp', 'tls', 'unix'] as const) {
    const listener = listeners.get(kind);
    if (listener === undefined) continue;
    const where = kind === 'unix' ? ` at ${listener.address}` : '';
    log.line('notice', `Ready to accept connections ${kind}${where}`);
  }
  for (const { kind, address, port } of listeners.extra) {
    const host = address.includes(':') ? `[${address}]` : address;
    const where = kind === 'unix' ? address : `${host}:${port}`;
    log.line('notice', `Ready to accept connections ${kind} at ${where}`);
  }
}
