import fc from 'fast-check';
import { CATEGORIES } from '../../src/command/categories.ts';

const pattern = fc.stringMatching(/^[ab:*?]{1,3}$/);
const hash = fc.constantFrom('a'.repeat(64), '0123456789abcdef'.repeat(4));
const flagWord = fc.constantFrom(
  ...['on', 'off', 'OFF', 'nopass', 'resetpass', 'reset', 'clearselectors', ''],
  ...['sanitize-payload', 'skip-sanitize-payload', 'Skip-Sanitize-Payload'],
);
const selectorWord = fc.constantFrom(
  ...['allkeys', 'resetkeys', '~*', 'allchannels', '&*', 'resetchannels', 'AllKeys'],
  ...['allcommands', '+@all', 'nocommands', '-@all', '+@ALL'],
);
const badWord = fc.constantFrom(
  ...['+nope', '-nope', '+config|nope', '+@nope', '-@nope', 'nonsense', '%~a', '%X~a', '%RR~a'],
  ...['+get|', '+config|get|x', '+get|a|b', '#abc', '!zz', '<never', '~a b', '&a b', '+', '-'],
  ...['(+get', '(+nope)', '(on)', ')', '+@', '-config|', `#${'A'.repeat(64)}`],
);

/** Words of the rule language, of which most are right. `names` are the commands of both sides. */
export function ruleWords(names: readonly string[]): fc.Arbitrary<string[]> {
  const command = fc.oneof(
    fc.constantFrom(...names),
    fc.constantFrom('get', 'GET', 'set', 'config', 'config|get', 'CONFIG|SET', 'acl', 'acl|list'),
  );
  const category = fc.constantFrom(...CATEGORIES, 'READ');
  const sign = fc.constantFrom('+', '-');
  const inSelector = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(sign, command).map((parts) => parts.join('')) },
    { weight: 3, arbitrary: fc.tuple(sign, category).map(([s, name]) => `${s}@${name}`) },
    { weight: 2, arbitrary: selectorWord },
    { weight: 2, arbitrary: pattern.map((text) => `~${text}`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('R', 'W', 'RW', 'wr', 'r'), pattern)
        .map(([access, text]) => `%${access}~${text}`),
    },
    { weight: 1, arbitrary: pattern.map((text) => `&${text}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('+select|0', '+SELECT|A', '+get|x', '-select', '+select'),
    },
  );
  const selector = fc
    .array(inSelector, { maxLength: 4 })
    .chain((words) => fc.constantFrom([`(${words.join(' ')})`], `(${words.join(' ')})`.split(' ')));
  const password = fc.oneof(
    fc.constantFrom('>a', '>b', '<a', '<b'),
    fc.tuple(fc.constantFrom('#', '!'), hash).map((parts) => parts.join('')),
  );
  const one = (arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
    arbitrary.map((word) => [word]);
  return fc
    .array(
      fc.oneof(
        { weight: 12, arbitrary: one(inSelector) },
        { weight: 2, arbitrary: one(flagWord) },
        { weight: 2, arbitrary: selector },
        { weight: 2, arbitrary: one(password) },
        { weight: 1, arbitrary: one(badWord) },
      ),
      { maxLength: 6 },
    )
    .map((groups) => groups.flat());
}

/** Redis 7.0 forgets the words before a parenthesis that opens inside another; 7.2 refuses it. */
export function opensTwice(words: readonly string[]): boolean {
  return /\([^)]*\(/.test(words.join(' '));
}
