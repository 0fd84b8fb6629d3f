import type { ChangeHook } from '../config/change-hook.ts';
import type { HostProcess } from '../ports/process.ts';
import type { LimitsSettings } from '../settings/limits-settings.ts';
import type { Settings } from '../settings/settings.ts';

/** Files beside the clients: listeners, log, lock, what is read and written, and what Node itself has open. As Redis. */
const RESERVED_FILES = 32;

type FilesHost = Pick<HostProcess, 'openFilesLimit'>;

/** How a start went on with fewer places than were asked for. */
export type Fitted =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'lowered'; readonly lines: readonly string[] }
  | { readonly kind: 'impossible'; readonly message: string };

/** Lowers `maxclients` to what the limit of open files leaves room for. Node has raised it as far as the system lets it. */
export function fitMaxclients({ limits }: Settings, host: FilesHost): Fitted {
  const limit = host.openFilesLimit();
  const places = placesWithin(limit, limits);
  if (limit === undefined || places >= limits.maxclients) return { kind: 'unchanged' };
  const needed = limits.maxclients + limits.maxclientsReserve + RESERVED_FILES;
  if (places < 1) {
    return {
      kind: 'impossible',
      message: `This process may open ${limit} files, which leaves no place for clients. Raise the limit (ulimit -n, LimitNOFILE= of a systemd unit) to at least ${needed}.`,
    };
  }
  const asked = limits.maxclients;
  limits.maxclients = places;
  return {
    kind: 'lowered',
    lines: [
      `maxclients ${asked} takes up to ${needed} open files, and the system allows this process ${limit}.`,
      `maxclients has been lowered to ${places}. For more, raise the limit of open files (ulimit -n, LimitNOFILE= of a systemd unit).`,
    ],
  };
}

/** CONFIG SET can't take more than the limit either. */
export function maxclientsHook(host: FilesHost): ChangeHook {
  return {
    prepare: ({ before, next }) => {
      if (clientsOf(next) <= clientsOf(before)) return undefined;
      const places = placesWithin(host.openFilesLimit(), next.limits);
      return next.limits.maxclients <= places
        ? undefined
        : `The operating system is not able to handle the specified number of clients, try with ${Math.max(places, 0)}`;
    },
  };
}

function clientsOf({ limits }: Settings): number {
  return limits.maxclients + limits.maxclientsReserve;
}

function placesWithin(limit: number | undefined, { maxclientsReserve }: LimitsSettings): number {
  return limit === undefined
    ? Number.POSITIVE_INFINITY
    : limit - RESERVED_FILES - maxclientsReserve;
}
