import type { Settings } from '../settings/settings.ts';

/** Where in the settings a value lives. */
export interface Slot<T> {
  read(settings: Settings): T;
  write(settings: Settings, value: T): void;
}

/** The field of a group of settings. */
export function slot<G extends keyof Settings, F extends keyof Settings[G]>(
  group: G,
  field: F,
): Slot<Settings[G][F]> {
  return {
    read: (settings) => settings[group][field],
    write: (settings, value) => {
      settings[group][field] = value;
    },
  };
}

/** Keeps a yes or no that nothing but CONFIG GET reads. */
export function heldFlag(name: string, initially: boolean): Slot<boolean> {
  return {
    read: ({ withoutEffect }) => {
      const value = withoutEffect.get(name);
      return typeof value === 'boolean' ? value : initially;
    },
    write: ({ withoutEffect }, value) => withoutEffect.set(name, value),
  };
}

/** Keeps a number that nothing but CONFIG GET reads. */
export function heldNumber(name: string, initially: number): Slot<number> {
  return {
    read: ({ withoutEffect }) => {
      const value = withoutEffect.get(name);
      return typeof value === 'number' ? value : initially;
    },
    write: ({ withoutEffect }, value) => withoutEffect.set(name, value),
  };
}

/** Keeps a text that nothing but CONFIG GET reads. */
export function heldText(name: string, initially: string): Slot<string> {
  return {
    read: ({ withoutEffect }) => {
      const value = withoutEffect.get(name);
      return typeof value === 'string' ? value : initially;
    },
    write: ({ withoutEffect }, value) => withoutEffect.set(name, value),
  };
}
