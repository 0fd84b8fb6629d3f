import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import { Slabs } from '../memory/slabs.ts';
import { MemberBlocks } from './member-blocks.ts';

/** Blocks without an index that leads to them. */
class LooseBlocks extends MemberBlocks {
  make(name: string, valueBytes = 0): number {
    return this.makeBlock(new ByteRange().set(fromLatin1(name)), valueBytes);
  }

  copy(address: number): number {
    return this.copyBlock(address);
  }

  free(address: number): void {
    this.freeBlock(address);
  }

  get bytes(): number {
    return this.blockBytes;
  }

  name(address: number): string {
    return toLatin1(this.key(address).copy());
  }
}

const NAMES = ['', 'name', 'x'.repeat(300), 'y'.repeat(70_000)];

test('a copied block has the text and what stands beside it, in memory of its own', () => {
  for (const name of NAMES) {
    const slabs = new Slabs();
    const scored = new LooseBlocks(slabs, 'score');
    const member = scored.make(name);
    scored.writeScore(member, -1.5);
    const other = scored.copy(member);
    scored.writeScore(member, 2);
    assert.equal(scored.name(other), name);
    assert.equal(scored.score(other), -1.5);
    assert.deepEqual(scored.value(other).copy(), new Uint8Array([0, 0, 0, 0, 0, 0, 0xf8, 0xbf]));

    const fields = new LooseBlocks(slabs, 'bytes');
    const field = fields.make(name, 3);
    fields.value(field).view().set([1, 2, 3]);
    const copied = fields.copy(field);
    fields.value(field).view().fill(9);
    assert.equal(fields.name(copied), name);
    assert.deepEqual(fields.value(copied).copy(), new Uint8Array([1, 2, 3]));
    assert.equal(scored.bytes + fields.bytes, slabs.usedBytes);

    for (const address of [member, other]) scored.free(address);
    for (const address of [field, copied]) fields.free(address);
    assert.deepEqual([scored.bytes, fields.bytes, slabs.usedBytes], [0, 0, 0]);
  }
});
