import { SessionState, WAITING } from '../../engine/session-state.ts';
import { Watch } from '../../engine/watch.ts';
import type { ServerServices } from '../services.ts';
import type { InfoField } from './info-source.ts';

export function clientsSection(services: ServerServices): readonly InfoField[] {
  let input = 0;
  let output = 0;
  let watching = 0;
  let watched = 0;
  let subscribed = 0;
  let blocked = 0;
  for (const session of services.sessions.values()) {
    input = Math.max(input, session.link.queryBytes);
    output = Math.max(output, session.link.outputBytes);
    const watches = Watch.count(session);
    watched += watches;
    if (watches > 0) watching++;
    if (session.is(SessionState.subscribed)) subscribed++;
    if (session.is(WAITING)) blocked++;
  }
  const { keys, keysEnding, timeouts } = services.engine.blocking.counts;
  return [
    ['connected_clients', services.sessions.size],
    ['cluster_connections', 0],
    ['maxclients', services.engine.settings.limits.maxclients],
    ['client_recent_max_input_buffer', input],
    ['client_recent_max_output_buffer', output],
    ['blocked_clients', blocked],
    ['tracking_clients', services.engine.tracking.clients],
    ['pubsub_clients', subscribed],
    ['watching_clients', watching],
    ['clients_in_timeout_table', timeouts],
    ['total_watched_keys', watched],
    ['total_blocking_keys', keys],
    ['total_blocking_keys_on_nokey', keysEnding],
  ];
}
