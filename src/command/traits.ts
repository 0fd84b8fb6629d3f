/**
 * What the engine must know of a command beyond Redis's flags. Said where the command is defined, so that the engine
 * knows no command by name and a new one can't be forgotten in a list elsewhere.
 */
const TRAITS = [
  /** Runs between MULTI and EXEC instead of being queued. */
  'acts-on-transaction',
  /** Leaves no queue behind, so it is served when there is no memory for a longer one. */
  'ends-transaction',
  /** Runs other commands, whose time is theirs as well as its own. */
  'runs-others',
  /** May wait for a key or a replica (`call.block`). */
  'may-block',
  /** Allowed on a RESP2 connection that carries messages. */
  'while-subscribed',
  /** Served while all clients are paused. */
  'ends-pause',
  /** Marks keys as used even for a client that asked not to. */
  'always-touches',
  /** When it is refused, what follows was meant for another database (`select-denied close`). */
  'selects-database',
  /** Judges a password, so it may not be queued: EXEC would have all of them judged at once (password guessing). */
  'logs-in',
  /** Says what it has done in messages instead of a reply: any number of them, also to a client that wants no replies. */
  'answers-by-messages',
] as const;

export type CommandTrait = (typeof TRAITS)[number];

export const TraitBit = Object.freeze(
  Object.fromEntries(TRAITS.map((name, bit) => [name, 1 << bit])) as Record<CommandTrait, number>,
);

export function traitBits(traits: readonly CommandTrait[]): number {
  return traits.reduce((bits, trait) => bits | TraitBit[trait], 0);
}
