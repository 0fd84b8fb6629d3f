import type { InfoField } from '../admin/info/info-source.ts';
import type { ListenSettings } from '../settings/listen-settings.ts';
import type { Listeners } from './listeners.ts';

/** Where the server listens, for INFO: `listener0:name=tcp,bind=127.0.0.1,port=6379`. */
export function listenerFields(
  listeners: Pick<Listeners, 'get' | 'extra'>,
  { bind }: Pick<ListenSettings, 'bind'>,
): readonly InfoField[] {
  const places = (['tcp', 'tls', 'unix'] as const).flatMap((kind) => {
    const listener = listeners.get(kind);
    if (listener === undefined) return [];
    if (kind === 'unix') return [`name=unix,bind=${listener.address}`];
    const addresses = bind.map((address) => `bind=${address},`).join('');
    return [`name=${kind},${addresses}port=${listener.port}`];
  });
  const more = listeners.extra.map(({ kind, address, port }) =>
    kind === 'unix' ? `name=unix,bind=${address}` : `name=${kind},bind=${address},port=${port}`,
  );
  return [...places, ...more].map((place, at) => [`listener${at}`, place]);
}
