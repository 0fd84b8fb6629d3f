import { directiveSource } from '../access/password-source.ts';
import type { PasswordReading } from '../access/password-sources.ts';
import type { Users } from '../access/users.ts';
import type { ChangeHook } from '../config/change-hook.ts';
import { directoryHook } from '../config/directory-hook.ts';
import {
  OPENING_DIRECTIVES,
  openingRefusal,
  openingText,
  openToTheWorldHook,
} from '../config/posture.ts';
import type { Settings } from '../settings/settings.ts';
import type { Instance } from './instance.ts';
import { bytesAsLatin1 } from './load-users.ts';
import { maxclientsHook } from './open-files.ts';
import { besideFileHook, SECRET_DIRECTIVES } from './secret-directives.ts';

/** Below this every call is measured alone, or the slow log couldn't tell which of several was slow. */
const TIMED_ALONE_BELOW_US = 1000;

/** Tracked keys forgotten when they have become too many; the others follow in slices. */
const EVICTED_AT_ONCE = 1000;

/** Settings that parts keep a copy of, in the form they need it. */
export function applySettings(instance: Instance): void {
  const { settings, engine, effects } = instance;
  instance.world.limitsChanged();
  instance.clientMemory.settingsChanged();
  instance.world.countsFrequency = settings.memory.maxmemoryPolicy.endsWith('-lfu');
  const { slowerThanUs } = settings.slowLog;
  const { monitorThresholdMs } = settings.latency;
  engine.timer.alone =
    (slowerThanUs >= 0 && slowerThanUs < TIMED_ALONE_BELOW_US) || monitorThresholdMs === 1;
  engine.tracking.evict(EVICTED_AT_ONCE);
  effects.notify(settings.keyspace.notifyKeyspaceEvents, instance.notifications);
}

/** What CONFIG SET changes beyond the settings themselves. */
export function registerHooks(instance: Instance): void {
  const { liveConfig, users, settings, ports } = instance;
  const apply = {
    commit: () => {
      applySettings(instance);
    },
  };
  liveConfig.onChange(
    [
      'maxmemory',
      'maxmemory-clients',
      'maxmemory-policy',
      'slowlog-log-slower-than',
      'latency-monitor-threshold',
      'notify-keyspace-events',
      'tracking-table-max-keys',
    ],
    apply,
  );
  liveConfig.onChange(['requirepass'], {
    prepare: ({ before, next }) => {
      if (isInForce(users, before, next)) return undefined;
      return next.security.requirepassFile === ''
        ? users.passwordProblem(bytesAsLatin1(next.security.requirepass))
        : `requirepass-file is set: write the new password into ${next.security.requirepassFile}`;
    },
    commit: ({ before, next }) => {
      if (!isInForce(users, before, next))
        users.setDefaultPassword(bytesAsLatin1(next.security.requirepass));
    },
  });
  liveConfig.onChange(['requirepass-file'], requirepassFileHook(users));
  liveConfig.onChange(SECRET_DIRECTIVES, besideFileHook());
  liveConfig.onChange(['password-grace'], {
    commit: () => {
      users.context.passwordSources?.settingsChanged();
    },
  });
  liveConfig.onChange(['maxclients', 'maxclients-reserve'], maxclientsHook(ports.host));
  liveConfig.onChange(['dir'], directoryHook(settings, ports.disk));
  guardAgainstOpening(instance);
}

const OWN_VALUE_ONLY =
  'it takes its own value only, which reads the file again: another file is named in the configuration file, before a start';

/** Reads the file again. A client that could name others would learn which exist, and what they hold. */
function requirepassFileHook(users: Users): ChangeHook {
  const { passwordSources } = users.context;
  let reading: PasswordReading | undefined;
  return {
    prepare: async ({ before, next }) => {
      reading = undefined;
      const value = next.security.requirepassFile;
      if (value !== before.security.requirepassFile) return OWN_VALUE_ONLY;
      if (value === '' || passwordSources === undefined) return undefined;
      reading = await passwordSources.read([directiveSource(bytesAsLatin1(value))]);
      const [problem] = reading.problems.values();
      return problem;
    },
    commit: () => {
      if (reading !== undefined) passwordSources?.take(reading, users.sourcesInUse());
    },
  };
}

/**
 * A requirepass said again takes away no passwords that the ACL gave to `default`, as in Redis, if it is empty or still one
 * of them.
 */
function isInForce(users: Users, before: Settings, next: Settings): boolean {
  const { requirepass } = next.security;
  if (requirepass !== before.security.requirepass) return false;
  return requirepass === '' || users.takesRequirepass;
}

/** Attack row "open to the world": neither CONFIG SET nor the ACL may open the server, nor both at once. */
function guardAgainstOpening(instance: Instance): void {
  const { liveConfig, users, settings } = instance;
  // A change that waits (for a new listener, say) has been judged; a user made meanwhile is judged with it in mind.
  let coming: Settings | undefined;
  users.mayOpen = () => {
    const finding =
      openingRefusal(settings, true) ??
      (coming === undefined ? undefined : openingRefusal(coming, true));
    return finding === undefined ? undefined : openingText(finding);
  };
  // Redis's protected mode minds `default` alone: any other user without a password lets strangers in.
  users.needsPassword = ({ kind, isLocal }) =>
    settings.security.protectedMode &&
    (kind === 'tcp' || (kind === 'tls' && settings.tls.authClients !== 'yes')) &&
    isLocal !== true;
  const { prepare } = openToTheWorldHook((next) => hasOpenUser(instance, next));
  const over = (): void => {
    coming = undefined;
  };
  liveConfig.onChange(OPENING_DIRECTIVES, {
    prepare: (change) => {
      const refusal = prepare?.(change);
      if (refusal === undefined) coming = change.next;
      return refusal;
    },
    commit: over,
    rollback: over,
  });
}

/** Whether somebody could log in without a password, as `requirepass` would have it. */
export function hasOpenUser({ users, settings }: Instance, next: Settings = settings): boolean {
  const changesDefault = next.security.requirepass !== settings.security.requirepass;
  return users.inOrder().some((user) => {
    if (!user.enabled) return false;
    if (changesDefault && user === users.defaultUser) return next.security.requirepass === '';
    return user.noPassword;
  });
}
