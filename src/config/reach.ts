import type { Settings } from '../settings/settings.ts';

/** Whether an address of `bind` is this machine's own loopback. */
function isLoopback(address: string): boolean {
  const bare = address.replace(/^-/, '').toLowerCase();
  if (bare === 'localhost' || bare === '::1' || /^(?:0{1,4}:){7}0{0,3}1$/.test(bare)) return true;
  return /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(bare);
}

/** The addresses that others can reach. */
export function exposedAddresses(settings: Settings): readonly string[] {
  return settings.listen.bind.filter((address) => !isLoopback(address));
}

/** Whether a stranger from outside gets as far as a prompt: plain TCP, or TLS that asks for no certificate. */
export function isReachableByStrangers({ listen, tls }: Settings): boolean {
  const acceptsStrangers = listen.port !== 0 || (listen.tlsPort !== 0 && tls.authClients !== 'yes');
  return acceptsStrangers && listen.bind.some((address) => !isLoopback(address));
}
