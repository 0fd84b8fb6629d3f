import { Arguments } from '../base/arguments.ts';
import type { CommandRow } from '../command/row.ts';

/** A request kept for EXEC: the words in memory of their own. */
export interface QueuedCall {
  readonly row: CommandRow;
  readonly args: Arguments;
}

/** Objects of a queued call, and what each word takes beside its bytes: estimates, the platform can't tell. */
const CALL_BYTES = 1000;
const WORD_BYTES = 8;

/** What a session has queued since MULTI. */
export class Transaction {
  readonly queue: QueuedCall[] = [];
  /** A call could not be queued, so EXEC will refuse all of them. */
  broken = false;
  /** Memory of the queue, for CLIENT LIST. */
  bytes = 0;

  /** Of it, what the JavaScript heap holds: words lie outside of it. */
  get heapBytes(): number {
    return this.queue.length * CALL_BYTES;
  }

  /** Returns the memory that it takes. */
  add(row: CommandRow, args: Arguments): number {
    const words: Uint8Array[] = [];
    for (let i = 0; i < args.count; i++) words.push(args.view(i));
    const kept = Arguments.of(words);
    const bytes = CALL_BYTES + kept.u8.length + WORD_BYTES * kept.count;
    this.bytes += bytes;
    this.queue.push({ row, args: kept });
    return bytes;
  }
}
