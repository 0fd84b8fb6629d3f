import type { LateReply } from '../../command/call.ts';
import type { LogSink } from '../../ports/log.ts';

interface LatePart {
  readonly command: string;
  /** Where in EXEC's reply it belongs. */
  readonly at: number;
  readonly work: Promise<LateReply>;
}

/** The replies of a transaction that are still to come, and their places between those that are there. */
export class LateParts {
  readonly #log: LogSink;
  readonly #parts: LatePart[] = [];

  constructor(log: LogSink) {
    this.#log = log;
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  add(command: string, at: number, work: Promise<LateReply>): void {
    this.#parts.push({ command, at, work });
  }

  /** Waits for all, then writes them and the pieces of `written` in order. */
  async joinedWith(written: Uint8Array): Promise<LateReply> {
    const lates = await Promise.all(this.#parts.map((part) => this.#settled(part)));
    return (reply) => {
      let from = 0;
      this.#parts.forEach(({ at }, index) => {
        reply.raw(written.subarray(from, at));
        lates[index]?.(reply);
        from = at;
      });
      reply.raw(written.subarray(from));
    };
  }

  /** A failure of one must not take the replies of the others away. */
  #settled({ command, work }: LatePart): Promise<LateReply> {
    return work.catch((thrown: unknown) => {
      this.#log.line('warning', `Internal error in deferred '${command}': ${String(thrown)}`);
      return (reply) => {
        reply.error('ERR Internal error, see the log of the server');
      };
    });
  }
}
