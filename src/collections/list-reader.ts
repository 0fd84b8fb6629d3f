import { assert } from '../base/assert.ts';
import { ByteRange } from '../base/byte-range.ts';
import type { Database } from '../keyspace/database.ts';
import { headBytes, keyLength } from '../keyspace/entry.ts';
import { ownsStructure } from '../keyspace/structures.ts';
import type { BigList } from './big-list.ts';
import type { ElementMatcher } from './element-matcher.ts';
import type { Side } from './list-nodes.ts';
import { nextElement, PackedElement, previousElement } from './listpack.ts';
import { ADDRESS, BYTES, COUNT, START } from './node-directory.ts';
import { Pack } from './pack.ts';

const NOTHING = new ByteRange();

/**
 * The list under an entry, small or big, read in runs: a small list is one, a big one has one for each node. `seek` and
 * `openRun` set where it stands: at the position `at` in `dv`. One object serves many: `open` points it at an entry.
 */
export class ListReader {
  protected readonly pack = new Pack();
  protected big: BigList | undefined;
  readonly #element = new PackedElement();
  #db: Database | undefined;
  address = 0;
  length = 0;
  /** The memory of the run. */
  u8: Uint8Array = NOTHING.u8;
  dv: DataView = NOTHING.dv;
  /** Where the list stands: the position of an element, or behind the run's last one. */
  at = 0;
  /** The position behind the run's last element. */
  end = 0;
  /** Elements from `at` to the run's end. */
  left = 0;
  /** Elements of the run. */
  #count = 0;
  /** Which run is open. */
  run = 0;

  protected get db(): Database {
    const db = this.#db;
    assert(db !== undefined, 'a list is opened first');
    return db;
  }

  open(db: Database, address: number): this {
    this.#db = db;
    this.address = address;
    const { slabs, structures } = db.world;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const head = dv.getInt32(at, true);
    if (ownsStructure(head)) {
      const number = dv.getUint32(at + headBytes(head) + keyLength(dv, at, head), true);
      const big = structures.at(number) as BigList;
      this.big = big;
      this.length = big.size;
    } else {
      this.big = undefined;
      this.length = this.pack.open(db, address).count;
    }
    return this;
  }

  get runs(): number {
    return this.big === undefined ? 1 : this.big.nodes;
  }

  /** Elements of the run in front of `at`. */
  get before(): number {
    return this.#count - this.left;
  }

  /** Stands at the first element of a run. */
  openRun(run: number): void {
    const { big, pack } = this;
    this.run = run;
    if (big === undefined) {
      this.u8 = pack.u8;
      this.dv = pack.dv;
      this.at = pack.first;
      this.end = pack.end;
      this.left = this.#count = this.length;
      return;
    }
    const { slabs } = this.db.world;
    const { directory } = big;
    const { words } = directory;
    const at = directory.at(run);
    const address = words[at + ADDRESS]!;
    this.u8 = slabs.bytes(address);
    this.dv = slabs.view(address);
    this.at = slabs.offset(address) + words[at + START]!;
    this.end = this.at + words[at + BYTES]!;
    this.left = this.#count = words[at + COUNT]!;
  }

  /** Stands at the element of this index, which must be there. */
  seek(index: number): void {
    const { big } = this;
    let skipped = index;
    if (big === undefined) this.openRun(0);
    else {
      this.openRun(big.locate(index));
      skipped -= big.firstIndex;
    }
    const { dv, left } = this;
    let { at } = this;
    if (skipped > left >>> 1) {
      at = this.end;
      for (let i = left; i > skipped; i--) at = previousElement(dv, at);
    } else for (let i = 0; i < skipped; i++) at = nextElement(dv, at);
    this.at = at;
    this.left = left - skipped;
  }

  /** Stands at the first element, or at the last one. */
  seekEndmost(side: Side): void {
    if (side === 'head') {
      this.openRun(0);
      return;
    }
    this.seekEnd();
    this.at = previousElement(this.dv, this.end);
    this.left = 1;
  }

  /** Stands behind the last element. */
  seekEnd(): void {
    this.openRun(this.runs - 1);
    this.at = this.end;
    this.left = 0;
  }

  /** Stands behind the element it stands at. */
  pass(): void {
    this.at = nextElement(this.dv, this.at);
    this.left--;
  }

  /** Stands behind the run's last element. */
  passAll(): void {
    this.at = this.end;
    this.left = 0;
  }

  /**
   * Looks at up to `most` elements from where the list stands on. Stands at the match, or behind the last one it has
   * looked at. Returns how many elements it passed, -1 without a match.
   */
  find(matcher: ElementMatcher, most: number): number {
    let looked = 0;
    for (;;) {
      const count = Math.min(this.left, most - looked);
      const found = matcher.find(this.dv, this.at, count);
      looked += matcher.passed;
      if (found >= 0) {
        this.at = found;
        this.left -= matcher.passed;
        return looked;
      }
      if (looked >= most || this.run + 1 >= this.runs) return -1;
      this.openRun(this.run + 1);
    }
  }

  /** The same towards the head, beginning with the element in front of where the list stands. */
  findBackwards(matcher: ElementMatcher, most: number): number {
    let looked = 0;
    for (;;) {
      const count = Math.min(this.before, most - looked);
      const found = matcher.findBackwards(this.dv, this.at, count);
      looked += matcher.passed;
      if (found >= 0) {
        this.at = found;
        this.left += matcher.passed + 1;
        return looked;
      }
      if (looked >= most || this.run === 0) return -1;
      this.openRun(this.run - 1);
      this.at = this.end;
      this.left = 0;
    }
  }

  /** Bytes of the text of the element it stands at. */
  textLength(): number {
    return this.#element.read(this.u8, this.dv, this.at).length;
  }

  protected nextPosition(): number {
    return nextElement(this.dv, this.at);
  }

  /** Where so many elements from `at` on end. */
  protected positionAfter(count: number): number {
    let { at } = this;
    for (let i = 0; i < count; i++) at = nextElement(this.dv, at);
    return at;
  }

  /** The run has no elements any more. */
  protected standNowhere(): void {
    this.left = this.#count = 0;
  }
}
