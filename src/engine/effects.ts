import { ByteRange } from '../base/byte-range.ts';
import { type ChangeObserver, EventClass, Interest, type KeyEvent } from '../keyspace/changes.ts';
import type { ValueType } from '../keyspace/entry.ts';
import type { World } from '../keyspace/world.ts';
import type { Blocking } from './blocking.ts';
import type { Tracking } from './tracking.ts';
import type { Watch } from './watch.ts';

/** Somebody who wants to hear of keyspace events: pub/sub. */
export interface KeyEventSink {
  keyEvent(database: number, key: ByteRange, event: KeyEvent): void;
}

/** Asks whether a database holds a key now; an expired one counts as long as its database is `leaving`. */
export type HoldsKey = (database: number, key: ByteRange, how: 'leaving' | 'arrived') => boolean;

/**
 * What follows from changes, in one place: broken transactions and notifications, tracking, later replicas and AOF. It
 * tells the change record what anybody wants to hear, so that a change nobody listens to costs one test.
 */
export class Effects implements ChangeObserver {
  readonly #world: World;
  readonly #watch: Watch;
  readonly #holdsKey: HoldsKey;
  #events: KeyEventSink | undefined;
  #blocking: Blocking | undefined;
  #tracking: Tracking | undefined;
  readonly #key = new ByteRange();

  constructor(world: World, watch: Watch, holdsKey: HoldsKey) {
    this.#world = world;
    this.#watch = watch;
    this.#holdsKey = holdsKey;
    world.changes.observer = this;
    watch.onActivity = () => {
      this.#wantKeys();
    };
  }

  /** `notify-keyspace-events`, and who delivers them. */
  notify(classes: number, events: KeyEventSink | undefined): void {
    const { changes } = this.#world;
    this.#events = events;
    const isTold = (classes & (EventClass.keyspace | EventClass.keyevent)) !== 0;
    changes.eventClasses = events !== undefined && isTold ? classes : 0;
    this.#want(Interest.events, changes.eventClasses !== 0);
  }

  /** Those who wait for keys hear what comes. */
  wake(blocking: Blocking): void {
    this.#blocking = blocking;
    blocking.onActivity = () => {
      const { types } = blocking;
      this.#world.changes.waitedTypes = types;
      this.#want(Interest.values, types !== 0);
    };
  }

  /** Those who track hear what changes. */
  track(tracking: Tracking): void {
    this.#tracking = tracking;
    tracking.onActivity = () => {
      this.#wantKeys();
    };
  }

  keyChanged(database: number, key: ByteRange, event: KeyEvent): void {
    if (this.#watch.active) this.#watch.keyChanged(database, key);
    if (this.#tracking?.active === true) this.#tracking.keyChanged(database, key, event);
  }

  valueChanged(database: number, key: ByteRange, type: ValueType): void {
    this.#blocking?.valueChanged(database, key, type);
  }

  keyEvent(database: number, key: ByteRange, event: KeyEvent): void {
    this.#events?.keyEvent(database, key, event);
  }

  /** Nobody asks for drops before there are replicas or an AOF (`Interest.drops`). */
  keyDropped(): void {
    // Watchers hear of the same key through `keyChanged`.
  }

  databaseChanged(database: number, how: 'leaving' | 'arrived'): void {
    this.#watch.databaseChanged(database, (key) =>
      this.#holdsKey(database, this.#key.set(key), how),
    );
    this.#blocking?.databaseChanged(database, how);
  }

  flushed(): void {
    this.#tracking?.flushed();
  }

  #wantKeys(): void {
    this.#want(Interest.keys, this.#watch.active || this.#tracking?.active === true);
  }

  #want(interest: number, wanted: boolean): void {
    const { changes } = this.#world;
    changes.interest = wanted ? changes.interest | interest : changes.interest & ~interest;
  }
}
