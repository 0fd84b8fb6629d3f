import { Glob } from '../base/glob.ts';
import { decodeText, encodeText } from './byte-text.ts';
import type { OptionName } from './options/options.ts';

/** A name as it is shown, and whose it is. */
export interface FoundName {
  readonly shown: Uint8Array;
  readonly named: OptionName;
}

interface Findable {
  readonly named: OptionName;
  readonly bytes: Uint8Array;
}

/** The names of directives, ready to be searched. */
export class ConfigNames {
  readonly byName: ReadonlyMap<string, OptionName>;
  /** What a pattern with wildcards may find. */
  readonly findable: readonly Findable[];

  constructor(byName: ReadonlyMap<string, OptionName>) {
    this.byName = byName;
    this.findable = [...byName.values()]
      .filter(({ option }) => option.hidden !== true)
      .map((named) => ({ named, bytes: encodeText(named.name) }));
  }
}

/**
 * CONFIG GET's search, pattern by pattern, so that thousands of them can be looked for in slices. What has been found is
 * not looked for again.
 */
export class ConfigSearch {
  readonly found = new Map<string, FoundName>();
  readonly #names: ConfigNames;
  #left: readonly Findable[];

  constructor(names: ConfigNames) {
    this.#names = names;
    this.#left = names.findable;
  }

  /** A name without wildcards is shown as it was written. */
  add(pattern: Uint8Array): void {
    const text = decodeText(pattern);
    if (/[[*?]/.test(text)) {
      this.#addMatching(pattern);
      return;
    }
    const named = this.#names.byName.get(text.toLowerCase());
    if (named !== undefined) this.#add(named, pattern);
  }

  #addMatching(pattern: Uint8Array): void {
    if (this.#left.length === 0) return;
    // Read once for all names, however long it is (attack row "glob, regex and pattern blow-up").
    const glob = new Glob(pattern, 'caseless');
    const matching = this.#left.filter(({ bytes }) => glob.matches(bytes, 0, bytes.length));
    if (matching.length === 0) return;
    for (const { named, bytes } of matching) this.#add(named, bytes);
    this.#left = this.#left.filter(({ named }) => !this.found.has(named.name));
  }

  #add(named: OptionName, shown: Uint8Array): void {
    if (!this.found.has(named.name)) this.found.set(named.name, { shown, named });
  }
}
