import { Settings } from '../settings/settings.ts';

/** Settings of their own with the same values: a change is tried on them before anybody can see it. */
export function copySettings(from: Settings): Settings {
  const copy = new Settings();
  const { outputBufferLimits } = copy.protocol;
  for (const group of Object.keys(copy) as (keyof Settings)[])
    Object.assign(copy[group], from[group]);
  // The limits are objects inside a group: theirs must stay ours.
  Object.assign(copy.protocol, { outputBufferLimits });
  for (const clientClass of ['normal', 'replica', 'pubsub'] as const) {
    Object.assign(outputBufferLimits[clientClass], from.protocol.outputBufferLimits[clientClass]);
  }
  for (const [name, value] of from.withoutEffect) copy.withoutEffect.set(name, value);
  return copy;
}
