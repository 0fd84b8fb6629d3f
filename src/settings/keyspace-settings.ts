/** Number of databases, background work and notifications. */
export class KeyspaceSettings {
  databases = 16;
  /** The classes of `notify-keyspace-events` as bits of `KEYSPACE_EVENTS`; 0: no notifications. */
  notifyKeyspaceEvents = 0;
  hz = 10;
  dynamicHz = true;
  activeRehashing = true;
}

/** The bits of `notify-keyspace-events`, by the letter that names them. */
export const KEYSPACE_EVENTS = {
  K: 1 << 0,
  E: 1 << 1,
  g: 1 << 2,
  $: 1 << 3,
  l: 1 << 4,
  s: 1 << 5,
  h: 1 << 6,
  z: 1 << 7,
  x: 1 << 8,
  e: 1 << 9,
  t: 1 << 10,
  m: 1 << 11,
  d: 1 << 13,
  n: 1 << 14,
} as const;

/** What `A` stands for: every class except key misses and new keys. */
export const KEYSPACE_EVENTS_ALL =
  KEYSPACE_EVENTS.g |
  KEYSPACE_EVENTS.$ |
  KEYSPACE_EVENTS.l |
  KEYSPACE_EVENTS.s |
  KEYSPACE_EVENTS.h |
  KEYSPACE_EVENTS.z |
  KEYSPACE_EVENTS.x |
  KEYSPACE_EVENTS.e |
  KEYSPACE_EVENTS.t |
  KEYSPACE_EVENTS.d;
