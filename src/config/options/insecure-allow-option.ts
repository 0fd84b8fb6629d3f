import { INSECURE_ALLOW_NAMES } from '../insecure-allow-names.ts';
import type { Option } from '../option.ts';
import { defineOption } from '../option-kinds.ts';
import { slot } from '../slot.ts';

/** The operator accepts refusals, each by its name. It can't be changed by a client. */
export const insecureAllowOption: Option = defineOption<ReadonlySet<string>>(
  {
    name: 'insecure-allow',
    slot: slot('security', 'insecureAllow'),
    type: `some of ${INSECURE_ALLOW_NAMES.map((name) => `\`${name}\``).join(', ')}`,
    multi: true,
    parse: (words, _mode, before) => {
      const unknown = words.find((word) => word !== '' && !INSECURE_ALLOW_NAMES.includes(word));
      if (unknown !== undefined) {
        return `'${unknown}' is nothing that insecure-allow knows; the names are ${INSECURE_ALLOW_NAMES.join(', ')}`;
      }
      return { value: new Set([...before, ...words.filter((word) => word !== '')]) };
    },
    print: (names) => [...names].join(' '),
    printLine: (names) => (names.size === 0 ? undefined : [...names].join(' ')),
  },
  {
    doc: 'Accepts a refusal by its name, knowingly. Lines add up.',
    change: 'immutable',
    origin: 'Casemate',
  },
);
