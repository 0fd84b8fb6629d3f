import type { ByteRange } from '../base/byte-range.ts';
import type { Freeable } from './freeable.ts';

/** Kinds with this bit hold the number of a structure instead of their bytes. */
const OWNS_STRUCTURE = 0x80;
/** What is freed as soon as so many members is freed at once: Redis's limit for UNLINK. */
const FREED_AT_ONCE_MAX = 64;

/** Whether a value is 4 bytes that number a structure; every other value is all there is of it. */
export function ownsStructure(kind: number): boolean {
  return (kind & OWNS_STRUCTURE) !== 0;
}

/**
 * Gets the elements of a pinned structure: a list's element, a set's member, a hash's field and value, a sorted set's
 * member and score (8 bytes, little-endian). The ranges are reused; what is not there has length 0.
 */
export type ElementSink = (element: ByteRange, value: ByteRange) => void;

/** A big collection as it was when a snapshot passed its entry, to be read in slices while the live one changes. */
export interface PinnedStructure {
  /** Elements (of a hash: fields) there were. */
  readonly size: number;
  /** Hands over about so many elements, each once; a list's in their order. True when nothing is left. */
  step(elements: number, sink: ElementSink): boolean;
  /** The rest isn't wanted, or there is none. May be said twice. */
  end(): void;
}

/**
 * A big collection: blocks of its own in the slabs under one object. After `Structures.release` it is only a `Freeable`,
 * `held` as long as a snapshot reads it.
 */
export interface Structure extends Freeable {
  /** Elements; of a hash: fields. */
  readonly size: number;
  /** What its blocks and index occupy. */
  readonly bytes: number;
  /** How long freeing it takes, measured in members of a set. */
  readonly freeEffort: number;
  /** Another with the same elements. Throws `OutOfMemory` with nothing kept. */
  copy(): Structure;
  /** Only one at a time. */
  pin(): PinnedStructure;
}

/** Who keeps the big collections. An entry owns its structure alone, by number (docs/decisions/0004, 0005). */
export class Structures {
  readonly #all: (Structure | undefined)[] = [];
  readonly #numbers: number[] = [];
  /** Takes what is too long to be freed at once. Set by the keyspace. */
  onLong: (structure: Structure) => void = freeAtOnce;
  /** Hears how many objects a copy has that took somebody's place, when that is gone. Set by the keyspace. */
  onCopied: (objects: number) => void = () => undefined;

  /** How many there are. */
  get count(): number {
    return this.#all.length - this.#numbers.length;
  }

  /** Gives a structure the number that its entry is to hold. */
  add(structure: Structure): number {
    const number = this.#numbers.pop() ?? this.#all.length;
    this.#all[number] = structure;
    return number;
  }

  at(number: number): Structure {
    return this.#all[number]!;
  }

  /** No entry leads there any more. A long one is freed in slices (lazy-free.ts). */
  release(number: number): void {
    const structure = this.at(number);
    this.#all[number] = undefined;
    this.#numbers.push(number);
    if (structure.held || structure.freeEffort > FREED_AT_ONCE_MAX) this.onLong(structure);
    else freeAtOnce(structure);
  }

  /** Every entry is gone at once, and the slabs with all blocks are empty. */
  releaseAll(): void {
    for (const structure of this.#all) structure?.forget();
    this.#all.length = this.#numbers.length = 0;
  }

  /** Makes another with the same elements; returns its number. */
  copy(number: number): number {
    return this.add(this.at(number).copy());
  }

  /** About how many steps freeing it takes: what UNLINK and lazy deletion decide by. */
  freeEffort(number: number): number {
    return this.at(number).freeEffort;
  }
}

function freeAtOnce(structure: Structure): void {
  do structure.freePortion();
  while (structure.objects > 0);
}
