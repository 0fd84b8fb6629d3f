import { Settings } from '../settings/settings.ts';
import type { Option, OptionDescription, RewriteLine, SetMode } from './option.ts';
import type { Slot } from './slot.ts';
import { quoteArgument } from './split-arguments.ts';

/** The defaults of every directive are the defaults of the settings: one place to be wrong in. */
const DEFAULTS = new Settings();

/** A row whose description may refuse values that parse, with a sentence. */
export interface KindDescription<T> extends OptionDescription {
  readonly refuse?: (value: T) => string | undefined;
}

/** How the values of a kind are read and printed; `T` is what the settings hold. */
export interface Kind<T> {
  readonly name: string;
  readonly slot: Slot<T>;
  readonly type: string;
  readonly multi?: true;
  readonly parse: (
    words: readonly string[],
    mode: SetMode,
    before: T,
  ) => { readonly value: T } | string;
  readonly print: (value: T) => string;
  /** The value as a configuration line has it; `print` when absent. Undefined: the line is removed. */
  readonly printLine?: (value: T) => string | undefined;
  /** Every rewrite writes the line, at its default too. */
  readonly alwaysWritten?: true;
}

/** Builds a row from a kind. The row refuses before it writes, so a refused value leaves the settings as they were. */
export function defineOption<T>(kind: Kind<T>, description: KindDescription<T>): Option {
  const { name, slot, type, print } = kind;
  const printLine = kind.printLine ?? print;
  const { refuse, ...shown } = description;
  return {
    ...shown,
    name,
    type,
    multi: kind.multi ?? false,
    set(settings, words, mode) {
      const parsed = kind.parse(words, mode, slot.read(settings));
      if (typeof parsed === 'string') return parsed;
      const refusal = refuse?.(parsed.value);
      if (refusal === undefined) slot.write(settings, parsed.value);
      return refusal;
    },
    get: (settings) => print(slot.read(settings)),
    rewrite(settings, written): readonly RewriteLine[] {
      const value = slot.read(settings);
      const line = printLine(value);
      if (line === undefined) return [];
      const forced = kind.alwaysWritten === true || print(value) !== print(slot.read(DEFAULTS));
      return [{ text: `${written} ${line}`, forced }];
    },
  };
}

/** The value a directive has when nobody sets it, as CONFIG GET prints it. */
export function defaultOf(option: Option): string {
  return option.get(DEFAULTS);
}

/** `yes` or `no`. */
export function flag(
  name: string,
  slot: Slot<boolean>,
  description: KindDescription<boolean>,
): Option {
  return defineOption(
    {
      name,
      slot,
      type: '`yes` or `no`',
      parse: ([word = '']) => {
        const lower = word.toLowerCase();
        if (lower === 'yes' || lower === 'no') return { value: lower === 'yes' };
        return "argument must be 'yes' or 'no'";
      },
      print: (value) => (value ? 'yes' : 'no'),
    },
    description,
  );
}

/** One of a few words, in any case. `synonyms` are read but never printed. */
export function word<T extends string>(
  name: string,
  slot: Slot<T>,
  description: KindDescription<T> & {
    readonly words: readonly T[];
    readonly synonyms?: Readonly<Record<string, T>>;
  },
): Option {
  const { words, synonyms = {}, ...rest } = description;
  const meanings = new Map<string, T>([
    ...words.map((item) => [item, item] as const),
    ...Object.entries(synonyms),
  ]);
  return defineOption(
    {
      name,
      slot,
      type: words.map((item) => `\`${item}\``).join(', '),
      parse: ([given = '']) => {
        const value = meanings.get(given.toLowerCase());
        return value === undefined ? oneOf([...meanings.keys()]) : { value };
      },
      print: (value) => value,
    },
    rest,
  );
}

/** Redis's complaint about a word that it doesn't know. */
export function oneOf(words: readonly string[]): string {
  return `argument(s) must be one of the following: ${words.join(', ')}`;
}

/** What a text may be. */
export interface TextDescription extends KindDescription<string> {
  readonly check?: (text: string) => string | undefined;
  readonly kind?: string;
  /** An empty value is a value that the file keeps, not the absence of one. */
  readonly emptyIsValue?: true;
}

/** Any text, quoted where a file needs it. */
export function text(name: string, slot: Slot<string>, description: TextDescription): Option {
  const { check, kind = 'text', emptyIsValue, ...rest } = description;
  return defineOption(
    {
      name,
      slot,
      type: kind,
      parse: ([value = '']) => check?.(value) ?? { value },
      print: (value) => value,
      printLine: (value) =>
        value === '' && emptyIsValue !== true ? undefined : quoteArgument(value),
    },
    rest,
  );
}
