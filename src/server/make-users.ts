import { PasswordSources } from '../access/password-sources.ts';
import type { SecretWorld } from '../access/read-secret.ts';
import { Users } from '../access/users.ts';
import type { CommandTable } from '../command/table.ts';
import { resolvePath } from '../config/paths.ts';
import { sourceGroup } from '../net/source-group.ts';
import type { Clock } from '../ports/clock.ts';
import type { Crypto } from '../ports/crypto.ts';
import type { Entropy } from '../ports/entropy.ts';
import type { LogSink } from '../ports/log.ts';
import type { Settings } from '../settings/settings.ts';

const KEY_BYTES = 32;

/** What the users of a server need of the outside world. */
interface UsersWorld {
  readonly crypto: Crypto;
  readonly entropy: Entropy;
  readonly clock: Clock;
  readonly log: LogSink;
  readonly disk: SecretWorld['disk'];
  readonly host: SecretWorld['host'];
}

/** The users of a server, `default` alone until a configuration or a file defines others. */
export function makeUsers(table: CommandTable, settings: Settings, ports: UsersWorld): Users {
  const { crypto, entropy, log } = ports;
  const { security } = settings;
  const context = { table, crypto, security };
  const passwordSources = new PasswordSources({
    ...context,
    clock: ports.clock,
    log,
    world: secretWorld(settings, ports),
  });
  const key = new Uint8Array(KEY_BYTES);
  entropy.fill(key);
  return new Users({ ...context, passwordSources }, key, sourceGroup);
}

/** Where secrets are read from; paths are seen from `dir`, as everywhere. */
export function secretWorld(
  { persistence }: Settings,
  { disk, host }: Pick<SecretWorld, 'disk' | 'host'>,
): SecretWorld {
  return { disk, host, resolve: (path) => resolvePath(persistence.dir, path) };
}
