import type { Call, LateReply } from '../../command/call.ts';
import { sessionOf } from '../../engine/session-of.ts';
import type { Timer } from '../../ports/clock.ts';
import { afterLong } from '../long-timer.ts';
import type { ServerServices } from '../services.ts';

interface Waiting {
  /** What the timeout answers. */
  readonly answer: LateReply;
  readonly timer: Timer | undefined;
  readonly resolve: (reply: LateReply) => void;
}

/** Sessions in WAIT or WAITAOF: nothing ends their waiting but the timeout and CLIENT UNBLOCK. */
export class ReplicaWaits {
  readonly #services: ServerServices;
  readonly #waiting = new Map<number, Waiting>();

  constructor(services: ServerServices) {
    this.#services = services;
  }

  /** Suspends the session for so long (0: for ever), then answers. */
  wait(call: Call, timeoutMs: number, answer: LateReply): void {
    const { id } = sessionOf(call);
    const { clock } = this.#services.engine;
    this.#forgetClosed();
    call.defer(
      new Promise<LateReply>((resolve) => {
        const timer =
          timeoutMs === 0 ? undefined : afterLong(clock, timeoutMs, () => this.#end(id, answer));
        this.#waiting.set(id, { answer, timer, resolve });
      }),
    );
  }

  /** CLIENT UNBLOCK; whether this session was waiting. */
  unblock(id: number, how: 'timeout' | 'error'): boolean {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return false;
    this.#end(id, how === 'timeout' ? waiting.answer : unblocked);
    return true;
  }

  #end(id: number, reply: LateReply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.timer?.cancel();
    waiting?.resolve(reply);
  }

  /** Nobody tells when a waiting client goes away, so its place is cleared by the next one. */
  #forgetClosed(): void {
    for (const [id, { timer }] of this.#waiting) {
      if (this.#services.sessions.has(id)) continue;
      timer?.cancel();
      this.#waiting.delete(id);
    }
  }
}

const unblocked: LateReply = (reply) =>
  reply.error('UNBLOCKED client unblocked via CLIENT UNBLOCK');
