import { loadAclFile } from '../access/acl-file.ts';
import { directiveSource } from '../access/password-source.ts';
import type { Users } from '../access/users.ts';
import { REDIS_VERSION } from '../admin/redis-version.ts';
import { toLatin1 } from '../base/bytes.ts';
import { encodeText } from '../config/byte-text.ts';
import { type ConfigError, formatConfigError } from '../config/config-error.ts';
import { type LoadedConfig, lineError, placeOf } from '../config/loaded-config.ts';
import { resolvePath } from '../config/paths.ts';
import type { Disk } from '../ports/disk.ts';
import type { Settings } from '../settings/settings.ts';

const BOTH =
  'Configuring Redis with users defined in redis.conf and at the same setting an ACL file path is invalid. ' +
  'This setup is very likely to lead to configuration errors and security holes, please define either an ACL file ' +
  'or declare users directly in your redis.conf, but not both.';

const BOTH_PASSWORDS =
  'requirepass and requirepass-file are both set: leave one of them out, so that it is clear which password counts';

/** Fills the users from `requirepass`, `user` lines and `aclfile`. All or nothing; the text says what is wrong. */
export async function loadUsers(
  users: Users,
  config: LoadedConfig,
  disk: Disk,
): Promise<string | undefined> {
  const { settings } = config;
  const { requirepass, requirepassFile, aclFile } = settings.security;
  const weak = users.passwordProblem(bytesAsLatin1(requirepass));
  if (weak !== undefined) return `requirepass: ${weak}`;
  if (requirepass !== '' && requirepassFile !== '') return BOTH_PASSWORDS;
  const origin = config.given.get('requirepass');
  if (requirepass !== '')
    users.setDefaultPassword(bytesAsLatin1(requirepass), origin && placeOf(origin));
  if (requirepassFile !== '')
    users.setDefaultSource(directiveSource(bytesAsLatin1(requirepassFile)));
  const duplicate = findDuplicate(config);
  if (duplicate !== undefined) return duplicate;
  if (aclFile !== '' && config.users.length > 0) return BOTH;
  for (const line of config.users) {
    const [name = '', ...rules] = line.words;
    const complaint = users.define(
      bytesAsLatin1(name),
      rules.map(bytesAsLatin1),
      placeOf(line.origin),
    );
    if (complaint !== undefined) return report(lineError(line, complaint));
  }
  if (aclFile === '') return await readSources(users, config);
  return await loadAclFile(users, disk, resolvePath(settings.persistence.dir, aclFile));
}

/** The passwords that `requirepass-file` and `user` lines only name. */
async function readSources(users: Users, config: LoadedConfig): Promise<string | undefined> {
  const { passwordSources } = users.context;
  const inUse = users.sourcesInUse();
  if (passwordSources === undefined || inUse.size === 0) return undefined;
  const reading = await passwordSources.read(inUse);
  for (const line of config.users) {
    const [name = ''] = line.words;
    for (const source of users.get(bytesAsLatin1(name))?.rules.passwordSources ?? []) {
      const problem = reading.problems.get(source);
      if (problem !== undefined) return report(lineError(line, `>${source}: ${problem}`));
    }
  }
  for (const [source, problem] of reading.problems) return `requirepass-file ${source}: ${problem}`;
  passwordSources.take(reading, inUse);
  return undefined;
}

/** The text for a user that is defined twice. */
function findDuplicate({ users }: LoadedConfig): string | undefined {
  const seen = new Set<string>();
  for (const line of users) {
    const [name = ''] = line.words;
    if (seen.has(name)) return report(lineError(line, `Duplicate user '${name}' found`));
    seen.add(name);
  }
  return undefined;
}

/** Whether the file behind `aclfile` defines `default` itself, so that `requirepass` doesn't. */
export async function definesDefault(
  settings: Settings,
  disk: Pick<Disk, 'readFile'>,
): Promise<boolean> {
  const { security, persistence } = settings;
  if (security.aclFile === '') return false;
  const file = await disk.readFile(resolvePath(persistence.dir, security.aclFile));
  return file.ok && /^[ \t]*user default[ \t]/m.test(toLatin1(file.value));
}

/** Access names and passwords are one character per byte, whatever the file's encoding. */
export function bytesAsLatin1(configText: string): string {
  return toLatin1(encodeText(configText));
}

function report(error: ConfigError): string {
  return formatConfigError(error, REDIS_VERSION);
}
