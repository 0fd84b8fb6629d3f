/**
 * The command rules of a selector in the order in which ACL LIST prints them: `+get`, `-@dangerous`, `+config|get`. A
 * rule costs the same however many there are: rules come from clients, in any number.
 */
export class CommandRuleList {
  /** Sign by name; a `Map` remembers the order. */
  readonly #signs = new Map<string, '+' | '-'>();
  /** Names of subcommands and first arguments by what stands before their bar. */
  readonly #under = new Map<string, Set<string>>();

  /** Takes the place of an earlier rule for this name, and of those for its subcommands or first arguments. */
  record(sign: '+' | '-', name: string): void {
    this.#signs.delete(name);
    for (const below of this.#under.get(name) ?? []) this.#signs.delete(below);
    this.#under.delete(name);
    this.#signs.set(name, sign);
    const bar = name.indexOf('|');
    if (bar < 0) return;
    const top = name.slice(0, bar);
    let group = this.#under.get(top);
    if (group === undefined) this.#under.set(top, (group = new Set()));
    group.add(name);
  }

  clear(): void {
    this.#signs.clear();
    this.#under.clear();
  }

  /** As ACL LIST prints them. */
  words(): readonly string[] {
    return Array.from(this.#signs, ([name, sign]) => sign + name);
  }

  copy(): CommandRuleList {
    const copied = new CommandRuleList();
    for (const [name, sign] of this.#signs) copied.#signs.set(name, sign);
    for (const [top, names] of this.#under) copied.#under.set(top, new Set(names));
    return copied;
  }
}
