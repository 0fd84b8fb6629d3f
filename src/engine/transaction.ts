import { Arguments } from '../base/arguments.ts';
import type { CommandRow } from '../command/row.ts';

/** A request kept for EXEC: the words in memory of their own. */
export interface QueuedCall {
  readonly row: CommandRow;
  readonly args: Arguments;
}

/** What a session has queued since MULTI. */
export class Transaction {
  readonly queue: QueuedCall[] = [];
  /** A call could not be queued, so EXEC will refuse all of them. */
  broken = false;
  /** Memory of the queue, for CLIENT LIST. */
  bytes = 0;

  add(row: CommandRow, args: Arguments): void {
    const words: Uint8Array[] = [];
    for (let i = 0; i < args.count; i++) words.push(args.view(i));
    const kept = Arguments.of(words);
    this.bytes += kept.u8.length;
    this.queue.push({ row, args: kept });
  }
}
