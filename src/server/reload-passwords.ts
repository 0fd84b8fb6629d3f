import type { Instance } from './instance.ts';
import { secretWorld } from './make-users.ts';
import { secretDirectiveProblem } from './secret-directives.ts';

/**
 * SIGHUP: reads all passwords that are kept in files, all or none. A text says what is wrong and that the old ones stay;
 * undefined when there was nothing to read or nothing wrong.
 */
export async function reloadPasswords(instance: Instance): Promise<string | undefined> {
  const { users, settings, ports } = instance;
  const problem = await secretDirectiveProblem(settings, secretWorld(settings, ports));
  if (problem !== undefined) return problem;
  const { passwordSources } = users.context;
  const inUse = users.sourcesInUse();
  if (passwordSources === undefined || inUse.size === 0) return undefined;
  const reading = await passwordSources.read(inUse);
  if (reading.problems.size > 0) {
    return Array.from(reading.problems, ([source, why]) => `>${source}: ${why}`).join('; ');
  }
  passwordSources.take(reading, users.sourcesInUse());
  return undefined;
}
