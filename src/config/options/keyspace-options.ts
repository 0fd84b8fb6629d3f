import { count, MAX_LONG } from '../numeric-kinds.ts';
import type { Option } from '../option.ts';
import { flag } from '../option-kinds.ts';
import { slot } from '../slot.ts';
import { idleText } from '../without-effect.ts';
import { eventClasses, percentiles } from '../word-list-kinds.ts';

const MIN_HZ = 1;
const MAX_HZ = 500;

/** Databases, notifications, background work, scripts, and what is measured. */
export const keyspaceOptions: readonly Option[] = [
  count('databases', slot('keyspace', 'databases'), {
    doc: 'Databases that SELECT can choose from.',
    min: 1n,
    change: 'immutable',
  }),
  eventClasses('notify-keyspace-events', slot('keyspace', 'notifyKeyspaceEvents'), {
    doc: 'Events that are published: `K` and/or `E` for the kind of channel, and letters for the classes of events; empty for none.',
  }),
  count('hz', slot('keyspace', 'hz'), {
    doc: 'How often a second background work runs; capped to 1 to 500.',
    settle: (hz) => Math.min(MAX_HZ, Math.max(MIN_HZ, hz)),
    noEffect: 'Background work has a rhythm of its own; INFO shows the value.',
  }),
  flag('dynamic-hz', slot('keyspace', 'dynamicHz'), {
    doc: 'Whether background work runs more often with many clients.',
    noEffect: 'Background work has a rhythm of its own.',
  }),
  flag('activerehashing', slot('keyspace', 'activeRehashing'), {
    doc: 'Whether spare time goes into rehashing.',
    noEffect: 'The table grows one segment at a time and never rehashes as a whole.',
  }),
  count('busy-reply-threshold', slot('scripting', 'busyReplyThresholdMs'), {
    doc: 'Time after which a running script makes others be answered with `-BUSY`; 0 for never.',
    aliases: ['lua-time-limit'],
    max: MAX_LONG,
    unit: 'milliseconds',
    noEffect: 'There are no scripts yet.',
  }),
  idleText('locale-collate', '', {
    doc: 'Locale that SORT ALPHA compares by.',
    emptyIsValue: true,
    refused: 'SORT compares bytes, as in the locale `C`; other locales are refused.',
    refuse: (locale) =>
      ['', 'C', 'POSIX'].includes(locale)
        ? undefined
        : 'Invalid locale name: SORT compares bytes, as the locale C does',
  }),
  count('slowlog-log-slower-than', slot('slowLog', 'slowerThanUs'), {
    doc: 'Time that a command must take to be kept by SLOWLOG; 0 keeps all, -1 none.',
    min: -1n,
    max: MAX_LONG,
    unit: 'microseconds',
  }),
  count('slowlog-max-len', slot('slowLog', 'maxLen'), {
    doc: 'Entries that SLOWLOG keeps.',
    max: MAX_LONG,
    unsigned: true,
  }),
  count('latency-monitor-threshold', slot('latency', 'monitorThresholdMs'), {
    doc: 'Time that an event must take to be kept by LATENCY; 0 switches it off.',
    max: MAX_LONG,
    unit: 'milliseconds',
  }),
  flag('latency-tracking', slot('latency', 'trackingEnabled'), {
    doc: 'Whether the time of every command goes into its histogram.',
  }),
  percentiles('latency-tracking-info-percentiles', slot('latency', 'percentiles'), {
    doc: 'Percentiles that INFO latencystats shows.',
  }),
];
