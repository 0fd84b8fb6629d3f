import type { Origin } from './source-rule.ts';

/** Hashes computed at a time. Node has four threads for such work: two stay for the disk (attack row "login flood"). */
const LANES = 2;
/** Logins of one source that wait: who guesses must not make others wait behind all of his guesses. */
const SOURCE_WAITING_MAX = 4;
/** Logins that wait, of all networks together; those of this machine are counted apart. */
const WAITING_MAX = 256;

/** Who asks for a lane. */
export interface Asker {
  readonly origin: Origin;
  /** False when nobody waits for the answer any more. */
  readonly isAlive: () => boolean;
}

interface Waiter {
  readonly asker: Asker;
  readonly settle: (entered: boolean) => void;
}

/** Shares the lanes of slow hashes: this machine's own logins go first, then each source of the network in turn. */
export class HashLanes {
  readonly #groupOf: (address: string) => string;
  /** In the order of their turns; no list is empty. */
  readonly #bySource = new Map<string, Waiter[]>();
  #local: Waiter[] = [];
  #running = 0;

  constructor(groupOf: (address: string) => string) {
    this.#groupOf = groupOf;
  }

  /** Whether a lane was given, perhaps after a wait; then `leave` is due. */
  async enter(asker: Asker): Promise<boolean> {
    if (this.#running < LANES) {
      this.#running++;
      return true;
    }
    this.#dropDead();
    const queue = this.#queueFor(asker.origin);
    if (queue === undefined) return false;
    return new Promise<boolean>((settle) => queue.push({ asker, settle }));
  }

  leave(): void {
    this.#dropDead();
    const next = this.#local.shift() ?? this.#nextOfNetwork();
    if (next === undefined) this.#running--;
    else next.settle(true);
  }

  #queueFor({ kind, source }: Origin): Waiter[] | undefined {
    if (kind === 'unix' || kind === 'in-process') {
      return this.#local.length < WAITING_MAX ? this.#local : undefined;
    }
    let waiting = 0;
    for (const queue of this.#bySource.values()) waiting += queue.length;
    if (waiting >= WAITING_MAX) return undefined;
    const group = this.#groupOf(source);
    const queue = this.#bySource.get(group) ?? [];
    if (queue.length >= SOURCE_WAITING_MAX) return undefined;
    this.#bySource.set(group, queue);
    return queue;
  }

  #nextOfNetwork(): Waiter | undefined {
    for (const [group, queue] of this.#bySource) {
      const next = queue.shift();
      this.#bySource.delete(group);
      if (queue.length > 0) this.#bySource.set(group, queue);
      return next;
    }
    return undefined;
  }

  #dropDead(): void {
    this.#local = alive(this.#local);
    for (const [group, queue] of this.#bySource) {
      const left = alive(queue);
      if (left.length === 0) this.#bySource.delete(group);
      else this.#bySource.set(group, left);
    }
  }
}

function alive(queue: readonly Waiter[]): Waiter[] {
  return queue.filter(({ asker, settle }) => {
    const lives = asker.isAlive();
    if (!lives) settle(false);
    return lives;
  });
}
