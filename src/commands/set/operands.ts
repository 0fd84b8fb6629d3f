import { SetValue } from '../../collections/set-value.ts';
import type { Call } from '../../command/call.ts';
import { ValueType } from '../../keyspace/entry.ts';

/** Kept from call to call, because a set's view is not small. */
const views: SetValue[] = [];

/** Opens the sets under the words from one on to another, in their order; `undefined` where there is none. */
export function openOperands(call: Call, from: number, to: number): (SetValue | undefined)[] {
  const addresses: number[] = [];
  for (let word = from; word < to; word++) addresses.push(call.readEntry(word, ValueType.set));
  return addresses.map((address, i) => {
    if (address === 0) return undefined;
    const view = views[i] ?? new SetValue();
    views[i] = view;
    return view.open(call.db, address);
  });
}
