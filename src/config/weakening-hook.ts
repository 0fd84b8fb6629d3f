import type { Settings } from '../settings/settings.ts';
import type { ChangeHook } from './change-hook.ts';
import type { Finding } from './finding.ts';

/** The directives that CONFIG SET can change and the posture rules judge. */
export const JUDGED_DIRECTIVES: readonly string[] = [
  'bind',
  'port',
  'protected-mode',
  'requirepass',
  'tls-auth-clients',
  'tls-ciphers',
  'tls-port',
  'tls-protocols',
];

export interface WeakeningHookParts {
  /** What the posture rules say about settings. */
  readonly judge: (settings: Settings) => readonly Finding[];
  /** What becomes of a change that they have more to say about: the secure mode refuses it. */
  readonly weaker: 'refused' | 'warned of';
  readonly warn: (message: string) => void;
}

/** Judges a CONFIG SET as a start with those settings would be judged. What is refused there is refused elsewhere, too. */
export function weakeningHook({ judge, weaker, warn }: WeakeningHookParts): ChangeHook {
  let warnings: readonly string[] = [];
  return {
    prepare: ({ before, next }) => {
      const known = new Set(judge(before).map(({ id }) => id));
      const added = judge(next).filter(({ id }) => !known.has(id));
      warnings = added.map(({ message }) => message);
      const [first] = added;
      if (first === undefined || weaker === 'warned of') return undefined;
      return `${first.message} In the secure mode only its configuration file may ask for this: write it there and start again`;
    },
    commit: () => {
      for (const message of warnings) warn(message);
    },
  };
}
