import { type EntryVisitor, SCAN_END } from '../keyspace/scan.ts';
import type { ElementSink, PinnedStructure } from '../keyspace/structures.ts';

/** What a pin may do with the members that it was made of. */
export interface PinnedMembers {
  readonly size: number;
  /** One step of a walk over those that are still there. */
  step(cursor: number, homes: number, pass: EntryVisitor): number;
  /** Marks a member as passed; false when it has been, or is newer than the pin. */
  mark(address: number): boolean;
  hand(address: number, sink: ElementSink): void;
  /** Frees the block of a member that was saved. */
  free(address: number): void;
  /** The pin is over; `complete` when every member has been marked. */
  done(how: 'complete' | 'broken off'): void;
}

/**
 * The members that there were at one moment, read in slices. Those that changed or went meanwhile left their blocks here,
 * which count as used until they are read.
 */
export class MemberPin implements PinnedStructure {
  readonly size: number;
  readonly #members: PinnedMembers;
  /** Blocks of members as they were. */
  #saved: number[] = [];
  #cursor = 0;
  #ended = false;

  constructor(members: PinnedMembers) {
    this.size = members.size;
    this.#members = members;
  }

  /** Takes over a block that leads the life of a member no more. */
  save(block: number): void {
    this.#saved.push(block);
  }

  step(elements: number, sink: ElementSink): boolean {
    if (this.#ended) return true;
    const members = this.#members;
    let left = elements;
    for (; left > 0; left--) {
      const block = this.#saved.pop();
      if (block === undefined) break;
      members.hand(block, sink);
      members.free(block);
    }
    const pass: EntryVisitor = (address) => {
      if (members.mark(address)) members.hand(address, sink);
    };
    while (this.#cursor < SCAN_END && left > 0) {
      const homes = left;
      this.#cursor = members.step(this.#cursor, homes, pass);
      left -= homes;
    }
    if (this.#cursor < SCAN_END || this.#saved.length > 0) return false;
    this.end();
    return true;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const block of this.#saved) this.#members.free(block);
    this.#saved = [];
    this.#members.done(this.#cursor >= SCAN_END ? 'complete' : 'broken off');
  }

  /** All blocks in the slabs have been taken back at once. */
  forget(): void {
    this.#saved = [];
    this.end();
  }
}
