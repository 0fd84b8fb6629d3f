import type { Settings } from '../settings/settings.ts';

/** When a directive may change: by CONFIG SET, by CONFIG SET if `enable-protected-configs` allows it, or only at start. */
export type Changeability = 'live' | 'protected' | 'immutable';

/** What Casemate does with a directive: what it says, nothing (with a note), or refuse what it can't do. */
export type Honour = 'yes' | 'accepted' | 'refused';

/** Where a value comes from: repeated lines of a file add up for some directives, CONFIG SET always replaces. */
export type SetMode = 'file' | 'live';

/** A line that CONFIG REWRITE would write; `forced` ones are appended when the file has none. */
export interface RewriteLine {
  readonly text: string;
  readonly forced: boolean;
}

/** What every kind of row says about itself. */
export interface OptionDescription {
  /** One sentence or two for docs/configuration.md. */
  readonly doc: string;
  readonly aliases?: readonly string[];
  /** `live` when absent. */
  readonly change?: Changeability;
  /** The value is shown by CONFIG GET only, never in a log, an error or the slow log. */
  readonly secret?: true;
  /** CONFIG GET shows it by its exact name only. */
  readonly hidden?: true;
  /** CONFIG SET answers LOADING while data is loaded. */
  readonly deniedWhileLoading?: true;
  /** Setting the same value again takes effect too: the file behind the name may have changed. */
  readonly volatile?: true;
  /** Why it has no effect here. */
  readonly noEffect?: string;
  /** Which values are refused, and why; `refuse` of the kinds does it. */
  readonly refused?: string;
  /** Casemate's own, or the version of Valkey or Redis that brought it after Redis 7.2. */
  readonly origin?: string;
}

/** One directive: how it is read, shown and written back. Its default is what a new `Settings` holds. */
export interface Option extends OptionDescription {
  readonly name: string;
  /** For the docs: `yes or no`, `bytes`, … */
  readonly type: string;
  /** Takes several words; a single word is split again. */
  readonly multi: boolean;
  /** Writes the value, or says in Redis's words why not and writes nothing. */
  set(settings: Settings, words: readonly string[], mode: SetMode): string | undefined;
  /** As CONFIG GET prints it. */
  get(settings: Settings): string;
  /** No lines: every line of this name is removed. */
  rewrite(settings: Settings, name: string): readonly RewriteLine[];
}

/** What Casemate does with this directive. */
export function honourOf(option: OptionDescription): Honour {
  if (option.refused !== undefined) return 'refused';
  return option.noEffect === undefined ? 'yes' : 'accepted';
}

/** How CONFIG SET may change this directive. */
export function changeabilityOf(option: OptionDescription): Changeability {
  return option.change ?? 'live';
}
