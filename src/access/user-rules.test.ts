import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AclStand } from '../../test/support/acl-stand.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { ABSENT_COMMANDS } from '../command/absent-commands.ts';
import { hashPassword } from './password.ts';
import { RuleProblem } from './rule-problem.ts';
import { copyUserRules, type UserRules } from './user.ts';
import {
  applyUserRule,
  applyUserRules,
  mergeSelectorWords,
  newUserRules,
  openUserRules,
} from './user-rules.ts';

const { context } = new AclStand();
const hashOf = (text: string): string => hashPassword(fromLatin1(text), context.crypto);

function apply(...words: readonly string[]): UserRules {
  const rules = newUserRules(context);
  assert.equal(applyUserRules(rules, words, context), undefined);
  return rules;
}

function problem(...words: readonly string[]): RuleProblem | undefined {
  return applyUserRule(apply(...words.slice(0, -1)), words.at(-1) ?? '', context);
}

test('passwords are added and removed, in clear text or as hashes, and end nopass', () => {
  assert.deepEqual([...apply('>a', `#${hashOf('b')}`, '>a').passwords], [hashOf('a'), hashOf('b')]);
  assert.deepEqual([...apply('>a', '>b', `!${hashOf('a')}`, '<b').passwords], []);
  assert.deepEqual([...apply('>').passwords], [hashOf('')]);
  assert.ok(!apply('nopass', '>a').noPassword);
  assert.deepEqual([...apply('>a', 'nopass').passwords], []);
  const reset = apply('nopass', 'resetpass');
  assert.ok(!reset.noPassword && reset.passwords.size === 0);
});

test('a password may hold any bytes, parentheses at its ends too', () => {
  assert.deepEqual([...apply('>(\xff \0)').passwords], [hashOf('(\xff \0)')]);
});

test('wrong hashes and passwords that are not there are told', () => {
  assert.equal(problem('#abc'), RuleProblem.badHash);
  assert.equal(problem(`#${'A'.repeat(64)}`), RuleProblem.badHash);
  assert.equal(problem('!'), RuleProblem.badHash);
  assert.equal(problem('>a', '<b'), RuleProblem.noSuchPassword);
  assert.equal(problem(`!${hashOf('b')}`), RuleProblem.noSuchPassword);
});

test('flags are words in any case', () => {
  const rules = apply('ON', 'NoPass', 'SKIP-sanitize-PAYLOAD');
  assert.ok(rules.enabled && rules.noPassword && rules.skipsSanitizing);
  assert.ok(!apply('on', 'OFF').enabled);
  assert.ok(!apply('skip-sanitize-payload', 'sanitize-payload').skipsSanitizing);
});

test('a selector is read as one piece, quotes included', () => {
  const { selectors } = apply('+get', '(+set "~a" %R~b)', '()');
  assert.equal(selectors.length, 3);
  assert.deepEqual([...(selectors[1]?.keyPatterns.keys() ?? [])], ['a', 'b']);
  assert.equal(problem('(on)'), RuleProblem.syntax);
  assert.equal(problem('(>a)'), RuleProblem.syntax);
  assert.equal(problem('(+nope)'), RuleProblem.unknownCommand);
  assert.equal(problem('(~"a b")'), RuleProblem.syntax);
  assert.equal(problem('(~"a)'), RuleProblem.syntax);
  assert.equal(problem('((+get)'), RuleProblem.syntax);
  assert.equal(apply('(+get)', '(+set)', 'clearselectors').selectors.length, 1);
});

test('words of a selector are put together, and one that never ends is told', () => {
  assert.deepEqual(mergeSelectorWords(['on', '(+get', '~a)', '(+set)', '>(x']), {
    words: ['on', '(+get ~a)', '(+set)', '>(x'],
  });
  assert.deepEqual(mergeSelectorWords(['(', ')']), { words: ['( )'] });
  assert.deepEqual(mergeSelectorWords(['on', '(+get', '~a']), { unmatched: '(+get' });
});

test('reset makes a user as it is made', () => {
  const rules = apply('on', '>a', '~*', '&*', '+@all', '(+get)', 'db=1', 'from=unix', 'reset');
  assert.deepEqual(rules, newUserRules(context));
  assert.deepEqual(rules.selectors[0]?.commandRules.words(), []);
});

test('new users and selectors have all channels when acl-pubsub-default says so', () => {
  const stand = new AclStand();
  stand.security.aclPubsubDefault = 'allchannels';
  const rules = newUserRules(stand.context);
  applyUserRules(rules, ['resetchannels', '(+get)'], stand.context);
  assert.deepEqual(
    rules.selectors.map((selector) => selector.allChannels),
    [false, true],
  );
  applyUserRules(rules, ['reset'], stand.context);
  assert.ok(rules.selectors[0]?.allChannels);
});

test('source rules replace each other and are all right or none', () => {
  const texts = (rules: UserRules): string[] => rules.sources.map(({ text }) => text);
  assert.deepEqual(texts(apply('from=10.0.0.0/8,UNIX', 'FROM=::1')), ['::1']);
  assert.deepEqual(texts(apply('from=::1', 'from=any')), []);
  for (const wrong of ['from=', 'from=a', 'from=::1,', 'from=::1, unix']) {
    assert.equal(problem(wrong), RuleProblem.badSource, wrong);
  }
});

test('the rule that is wrong is named, and those after it are not applied', () => {
  const rules = newUserRules(context);
  assert.deepEqual(applyUserRules(rules, ['on', '+nope', 'nopass'], context), {
    rule: '+nope',
    problem: RuleProblem.unknownCommand,
  });
  assert.ok(rules.enabled && !rules.noPassword);
});

test('the open user may do everything without a password', () => {
  const rules = openUserRules(context);
  assert.ok(rules.enabled && rules.noPassword);
  assert.deepEqual([...rules.passwords], []);
});

test('any word is applied or refused, and a refused one changes nothing', () => {
  const piece = fc.constantFrom(
    ...'+-@~%&()<>#!|=,* "\'\0ar'.split(''),
    'get',
    'config',
    'all',
    'db',
    'from',
  );
  const word = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(word, (rule) => {
      const rules = apply('+@read', '~a', '>p', '(+get)');
      const before = copyUserRules(rules);
      if (applyUserRule(rules, rule, context) !== undefined) assert.deepEqual(rules, before);
      else assert.ok(rules.selectors.length >= 1);
    }),
    { numRuns: 5000 },
  );
});

test('commands of Redis that do not exist here yet are kept by name and give no right', () => {
  const [absent = ''] = ABSENT_COMMANDS;
  const rules = apply(`+${absent.toUpperCase()}`, `+${absent}|Sub`, '-@write', `-${absent}|sub`);
  assert.deepEqual(rules.selectors[0]?.commandRules.words(), [
    `+${absent}`,
    '-@write',
    `-${absent}|sub`,
  ]);
  assert.deepEqual(apply(`+${absent}|a`, `-${absent}`).selectors[0]?.commandRules.words(), [
    `-${absent}`,
  ]);
  assert.ok(rules.selectors[0].commandBits.every((bits) => bits === 0));
  for (const wrong of [`+${absent}|`, `+${absent}|a|b`, `-${absent}x`])
    assert.equal(problem(wrong), RuleProblem.unknownCommand, wrong);
});
