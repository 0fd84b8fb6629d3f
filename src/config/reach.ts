import type { ExtraListener } from '../settings/listen-settings.ts';
import type { Settings } from '../settings/settings.ts';
import { listenerText } from './listen-option.ts';

/** Whether an address of `bind` is this machine's own loopback. */
function isLoopback(address: string): boolean {
  const bare = address.replace(/^-/, '').toLowerCase();
  if (bare === 'localhost' || bare === '::1' || /^(?:0{1,4}:){7}0{0,3}1$/.test(bare)) return true;
  return /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(bare);
}

/** The addresses of `bind` that others can reach, if anything listens there. */
export function exposedAddresses({ listen }: Settings): readonly string[] {
  if (listen.port === 0 && listen.tlsPort === 0) return [];
  return listen.bind.filter((address) => !isLoopback(address));
}

/** The lines of `listen` that others can reach. */
export function exposedListeners({ listen }: Settings): readonly ExtraListener[] {
  return listen.extra.filter(({ kind, address }) => kind !== 'unix' && !isLoopback(address));
}

/** Where a stranger from outside gets as far as a prompt: plain TCP, or TLS that asks for no certificate. */
export function placesForStrangers(settings: Settings): readonly string[] {
  const { listen, tls } = settings;
  const asksNothing = tls.authClients !== 'yes';
  const isOpen = listen.port !== 0 || (listen.tlsPort !== 0 && asksNothing);
  return [
    ...(isOpen ? exposedAddresses(settings) : []),
    ...exposedListeners(settings)
      .filter(({ kind }) => kind === 'tcp' || asksNothing)
      .map(listenerText),
  ];
}

/** Whether anything speaks TLS here. */
export function speaksTls({ listen }: Pick<Settings, 'listen'>): boolean {
  return listen.tlsPort !== 0 || listen.extra.some(({ kind }) => kind === 'tls');
}
