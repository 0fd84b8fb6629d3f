import type { Side } from '../../collections/list.ts';
import { Events, type KeyEvent } from '../../keyspace/changes.ts';

/** What subscribers hear of elements that came at a side. */
export function pushEvent(side: Side): KeyEvent {
  return side === 'head' ? Events.lpush : Events.rpush;
}

/** What subscribers hear of elements that went from a side. */
export function popEvent(side: Side): KeyEvent {
  return side === 'head' ? Events.lpop : Events.rpop;
}
