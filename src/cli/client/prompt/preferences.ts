import { toUtf8 } from '../../../base/bytes.ts';
import type { ClientWorld } from '../client-world.ts';

/** What a person likes, set by `:set` at the prompt or in ~/.redisclirc. */
export interface Preferences {
  hints: boolean;
}

/** Carries out `:set name`; false when there is no such preference. */
export function setPreference(preferences: Preferences, words: readonly string[]): boolean {
  const [command, name, ...rest] = words;
  if (command?.toLowerCase() !== ':set' || rest.length > 0) return false;
  if (name === 'hints') preferences.hints = true;
  else if (name === 'nohints') preferences.hints = false;
  else return false;
  return true;
}

/** The preferences in ~/.redisclirc, or in the file that REDISCLI_RCFILE names. */
export async function readPreferences(
  world: Pick<ClientWorld, 'disk' | 'host' | 'terminal'>,
): Promise<Preferences> {
  const preferences: Preferences = { hints: true };
  const chosen = world.host.environment('REDISCLI_RCFILE');
  const path =
    chosen === undefined || chosen === '' ? `${world.host.homeDirectory}/.redisclirc` : chosen;
  const read = await world.disk.readFile(path);
  if (!read.ok) return preferences;
  for (const line of toUtf8(read.value).split('\n')) {
    const words = line.trim().split(/\s+/);
    if (words[0] === '' || words[0]?.startsWith('#') === true) continue;
    if (!setPreference(preferences, words)) {
      world.terminal.complain(
        `${path}: what is ${line.trim()}? There are :set hints and :set nohints.`,
      );
    }
  }
  return preferences;
}
