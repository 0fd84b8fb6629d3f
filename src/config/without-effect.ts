import { count, type NumberDescription } from './numeric-kinds.ts';
import type { Option, OptionDescription } from './option.ts';
import { flag, type TextDescription, text, word } from './option-kinds.ts';
import { heldFlag, heldNumber, heldText } from './slot.ts';

/** A description that owes the reader the reason why nothing happens. */
type Idle<D> = D & ({ readonly noEffect: string } | { readonly refused: string });

/** A yes or no that is kept for CONFIG GET alone. */
export function idleFlag(
  name: string,
  initially: boolean,
  description: Idle<Parameters<typeof flag>[2]>,
): Option {
  return flag(name, heldFlag(name, initially), description);
}

/** A number that is kept for CONFIG GET alone. */
export function idleCount(
  name: string,
  initially: number,
  description: Idle<NumberDescription>,
): Option {
  return count(name, heldNumber(name, initially), description);
}

/** A text that is kept for CONFIG GET alone. */
export function idleText(
  name: string,
  initially: string,
  description: Idle<TextDescription>,
): Option {
  return text(name, heldText(name, initially), description);
}

/** One of a few words that is kept for CONFIG GET alone; the first is the default. */
export function idleWord(
  name: string,
  words: readonly [string, ...string[]],
  description: Idle<OptionDescription>,
): Option {
  return word<string>(name, heldText(name, words[0]), { ...description, words });
}
