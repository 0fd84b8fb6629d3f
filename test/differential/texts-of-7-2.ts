import { fromLatin1, toLatin1 } from '../../src/base/bytes.ts';

const ERROR = 0x2d;
const ARRAY = 0x2a;
const MAP = 0x25;

/** What Redis 7.2 says in other words than 7.0, the oracle: the one list of replies that are allowed to differ so. */
const REWORDED: readonly (readonly [of70: RegExp, of72: string])[] = [
  [/NOPERM this user has no permissions to run /, 'NOPERM User %s has no permissions to run '],
  [/, otherwise the HELLO AUTH <user>/, ', otherwise the HELLO <proto> AUTH <user>'],
  [
    /^-NOPERM this user has no permissions to access one of the keys used as arguments/,
    '-NOPERM No permissions to access a key',
  ],
  [
    /^-NOPERM this user has no permissions to access one of the channels used as arguments/,
    '-NOPERM No permissions to access a channel',
  ],
];

/** HELLO's version and number of the client: two servers have different ones. */
const HELLO_FACTS =
  /(\$7\r\nversion\r\n)(\$\d\r\n[\d.]+)(\r\n\$5\r\nproto\r\n:\d\r\n\$2\r\nid\r\n)(:\d+)/;

/** A reply of redis-server 7.0 as 7.2 words it. What only Casemate can know is taken from its own reply. */
export function asIn72(expected: Uint8Array, actual: Uint8Array): Uint8Array {
  const [first] = expected;
  if (first === ERROR) return fromLatin1(reworded(toLatin1(expected), toLatin1(actual)));
  return first === ARRAY || first === MAP ? greeted(expected, actual) : expected;
}

function reworded(text: string, actual: string): string {
  for (const [of70, of72] of REWORDED) {
    if (!of70.test(text)) continue;
    const userName = /NOPERM User (\S+) /.exec(actual)?.[1] ?? '';
    return text.replace(of70, of72.replace('%s', userName));
  }
  return text;
}

function greeted(expected: Uint8Array, actual: Uint8Array): Uint8Array {
  const text = toLatin1(expected);
  if (!HELLO_FACTS.test(text)) return expected;
  const id = HELLO_FACTS.exec(toLatin1(actual))?.[4] ?? '';
  return fromLatin1(text.replace(HELLO_FACTS, `$1$5\r\n7.2.4$3${id}`));
}
