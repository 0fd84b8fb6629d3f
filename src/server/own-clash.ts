import type { Failure } from '../ports/failure.ts';
import type { BoundAddress, Listener } from '../ports/network.ts';

/** A listener of this server, and the directive that opened it. */
export interface NamedListener {
  readonly name: string;
  readonly listener: Listener;
}

/** What couldn't be opened, and by which directive. */
export interface Wanted {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly port: number;
}

const IN_USE = /^Port \d+ is in use by .*$/m;

/**
 * A port that is in use by this very server is a mistake in its configuration: who reads that a process with its own pid must be
 * stopped looks in the wrong place.
 */
export function explainOwnClash(
  failure: Failure,
  wanted: Wanted,
  open: readonly NamedListener[],
): Failure {
  if (failure.code !== 'EADDRINUSE') return failure;
  const holder = open.find(({ listener }) =>
    listener.bound.some((bound) =>
      wanted.addresses.some((address) => clashes(bound, address, wanted.port)),
    ),
  );
  if (holder === undefined) return failure;
  const text = `${holder.name} and ${wanted.name} name the same address, port ${wanted.port}: give one of them another.`;
  return { ...failure, message: failure.message.replace(IN_USE, () => text) };
}

function clashes(bound: BoundAddress, entry: string, port: number): boolean {
  if (bound.port !== port) return false;
  const address = hostOf(entry);
  if (bound.address.includes(':') !== address.includes(':')) return false;
  return [bound.address, address].some(isEverywhere) || bound.address === address;
}

function isEverywhere(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

/** An entry of `bind` as the kernel names it. */
function hostOf(entry: string): string {
  const text = entry.replace(/^-/, '');
  if (text === '*') return '0.0.0.0';
  if (text === '::*') return '::';
  return text === 'localhost' ? '127.0.0.1' : text;
}
