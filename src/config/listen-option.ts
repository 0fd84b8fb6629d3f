import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import type { ExtraListener } from '../settings/listen-settings.ts';
import type { Settings } from '../settings/settings.ts';
import { decodeText, encodeText } from './byte-text.ts';
import type { Option, OptionDescription } from './option.ts';
import { defineOption } from './option-kinds.ts';
import type { Slot } from './slot.ts';
import { plainOrQuoted } from './split-arguments.ts';

/** As `bind`: more is a mistake. */
const LISTENERS_MAX = 16;
const UNIX = 'unix:';

/** The lines of `listen`, each a listener with its own policy. Lines of a file add up. */
export function listenOption(
  name: string,
  slot: Slot<readonly ExtraListener[]>,
  description: OptionDescription,
): Option {
  const option = defineOption<readonly ExtraListener[]>(
    {
      name,
      slot,
      type: 'an address and its policy',
      multi: true,
      parse: (words, _mode, before) => {
        const parsed = parseListener(words);
        if (typeof parsed === 'string') return parsed;
        if (before.length >= LISTENERS_MAX) return 'Too many listen lines';
        return { value: [...before, parsed] };
      },
      print: (listeners) => listeners.map(listenerText).join('\n'),
    },
    description,
  );
  return {
    ...option,
    rewrite: (settings: Settings, written: string) =>
      slot.read(settings).map((listener) => ({
        text: `${written} ${wordsOf(listener).map(plainOrQuoted).join(' ')}`,
        forced: true,
      })),
  };
}

/** Reads the words of one line, or says what is wrong with it. */
function parseListener([where = '', ...rules]: readonly string[]): ExtraListener | string {
  const place = parsePlace(where);
  if (place === undefined)
    return `'${where}' is no address to listen on: host:port, [IPv6]:port or unix:/path`;
  let listener: ExtraListener = {
    ...place,
    mode: 0,
    policy: { users: undefined, admin: true },
  };
  const given = new Set<string>();
  for (const rule of rules) {
    const equals = rule.indexOf('=');
    const name = rule.slice(0, Math.max(equals, 0)).toLowerCase();
    const changed = given.has(name) ? undefined : withRule(listener, name, rule.slice(equals + 1));
    if (changed === undefined)
      return `'${rule}' is no rule of a listener: tls=yes|no, users=NAME,…|*, admin=yes|no, mode=OCTAL, each once`;
    given.add(name);
    listener = changed;
  }
  return listener;
}

function parsePlace(where: string): Pick<ExtraListener, 'kind' | 'address' | 'port'> | undefined {
  if (where.startsWith(UNIX)) {
    const address = where.slice(UNIX.length);
    return address === '' ? undefined : { kind: 'unix', address, port: 0 };
  }
  const parts = /^(?:\[([0-9a-fA-F:.*]*:[0-9a-fA-F:.*]*)\]|([^:\s[\]]+)):([1-9]\d{0,4})$/.exec(
    where,
  );
  const [, six, other, digits = ''] = parts ?? [];
  const address = six ?? other;
  const port = Number(digits);
  return address === undefined || port > 65535 ? undefined : { kind: 'tcp', address, port };
}

/** The listener with one more rule; undefined when the rule is none, or none for this kind. */
function withRule(listener: ExtraListener, name: string, value: string): ExtraListener | undefined {
  const { kind, policy } = listener;
  switch (name) {
    case 'tls': {
      const isOn = yesOrNo(value);
      if (isOn === undefined || (kind === 'unix' && isOn)) return undefined;
      return kind === 'unix' ? listener : { ...listener, kind: isOn ? 'tls' : 'tcp' };
    }
    case 'admin': {
      const admin = yesOrNo(value);
      return admin === undefined ? undefined : { ...listener, policy: { ...policy, admin } };
    }
    case 'users': {
      if (value === '*') return listener;
      // Names in the ACL are one character per byte.
      const users = toLatin1(encodeText(value)).split(',');
      return users.includes('')
        ? undefined
        : { ...listener, policy: { ...policy, users: new Set(users) } };
    }
    case 'mode': {
      if (kind !== 'unix' || !/^0?[1-7][0-7]{0,2}$/.test(value)) return undefined;
      return { ...listener, mode: Number.parseInt(value, 8) };
    }
    default:
      return undefined;
  }
}

function yesOrNo(value: string): boolean | undefined {
  const word = value.toLowerCase();
  return word === 'yes' || word === 'no' ? word === 'yes' : undefined;
}

/** The words of the line that makes this listener. */
function wordsOf({ kind, address, port, mode, policy }: ExtraListener): readonly string[] {
  const host = address.includes(':') ? `[${address}]` : address;
  const words = [kind === 'unix' ? `${UNIX}${address}` : `${host}:${String(port)}`];
  if (kind === 'tls') words.push('tls=yes');
  if (policy.users !== undefined)
    words.push(`users=${decodeText(fromLatin1([...policy.users].join(',')))}`);
  if (!policy.admin) words.push('admin=no');
  if (mode !== 0) words.push(`mode=${mode.toString(8)}`);
  return words;
}

/** A listener as its line names it, for messages. */
export function listenerText(listener: ExtraListener): string {
  return wordsOf(listener).join(' ');
}
