import type { Settings } from '../settings/settings.ts';
import type { ConfigWarning, Origin } from './loaded-config.ts';
import { defaultOf } from './option-kinds.ts';
import { OPTIONS } from './options/options.ts';

/**
 * What was configured and will not happen, so that nobody believes it does: directives without effect that were given a
 * value of their own, and the snapshots that Redis would take by default.
 */
export function warningsOf(
  settings: Settings,
  given: ReadonlyMap<string, Origin>,
): readonly ConfigWarning[] {
  const idle = OPTIONS.filter(
    ({ name, noEffect }) => noEffect !== undefined && name !== 'save' && given.has(name),
  )
    .filter((option) => option.get(settings) !== defaultOf(option))
    .map(({ name, noEffect = '' }) => ({ name, message: `${name} has no effect: ${noEffect}` }));
  return settings.persistence.savePoints.length === 0 ? idle : [...idle, saveWarning(given)];
}

function saveWarning(given: ReadonlyMap<string, Origin>): ConfigWarning {
  const which = given.has('save') ? 'The save points' : 'The default save points';
  return {
    name: 'save',
    message: `${which} have no effect: there are no snapshots yet, data lives in memory and is gone when the server stops. Say save "" to agree.`,
  };
}
