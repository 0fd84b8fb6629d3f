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

/** Below this every call is measured alone, or the slow log couldn't tell which of several was slow. */
const TIMED_ALONE_BELOW_US = 1000;

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
    ],
    apply,
  );
  liveConfig.onChange(['requirepass'], {
    prepare: ({ next }) => users.passwordProblem(bytesAsLatin1(next.security.requirepass)),
    commit: ({ next }) => {
      users.setDefaultPassword(bytesAsLatin1(next.security.requirepass));
    },
  });
  liveConfig.onChange(['maxclients', 'maxclients-reserve'], maxclientsHook(ports.host));
  liveConfig.onChange(['dir'], directoryHook(settings, ports.disk));
  guardAgainstOpening(instance);
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
