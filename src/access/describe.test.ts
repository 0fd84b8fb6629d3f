import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AclStand } from '../../test/support/acl-stand.ts';
import { CATEGORIES } from '../command/categories.ts';
import { CommandRights } from './command-rights.ts';
import { describeUser } from './describe.ts';
import { User } from './user.ts';
import { applyUserRules, mergeSelectorWords, newUserRules } from './user-rules.ts';

const { context, table, security } = new AclStand();
// A text holds hashes, and of those nobody sees how long the passwords are.
security.passwordPolicy = 'off';
const RIGHTS = new CommandRights(table);

function made(words: readonly string[]): User {
  const merged = mergeSelectorWords(words);
  assert.ok('words' in merged);
  const rules = newUserRules(context);
  assert.equal(applyUserRules(rules, merged.words, context), undefined, words.join(' '));
  return new User('alice', rules, RIGHTS);
}

const line = (text: string): string => describeUser(made(text === '' ? [] : text.split(' ')));

test('rules are printed in the order of Redis 7.2', () => {
  assert.equal(line(''), 'off sanitize-payload resetchannels -@all');
  assert.equal(
    line('+@all &* ~* nopass on skip-sanitize-payload'),
    'on nopass skip-sanitize-payload ~* &* +@all',
  );
  assert.equal(
    line('+get &c ~b %R~a (+set ~x &y) (%W~z)'),
    'off sanitize-payload ~b %R~a resetchannels &c -@all +get (~x resetchannels &y -@all +set) (%W~z resetchannels -@all)',
  );
  const hash = 'a'.repeat(64);
  assert.equal(line(`#${hash} on`), `on sanitize-payload #${hash} resetchannels -@all`);
});

test("Casemate's own rules are printed only where they are used", () => {
  assert.equal(
    line('on from=10.0.0.0/8,unix db=2,1 (resetdbs)'),
    'on sanitize-payload from=10.0.0.0/8,unix resetchannels db=1,2 -@all (resetchannels resetdbs -@all)',
  );
});

test('a star with both rights is printed so that other patterns may follow', () => {
  assert.equal(line('%RW~* %R~b'), 'off sanitize-payload %RW~* %R~b resetchannels -@all');
});

test('any user is made again by its own line', () => {
  const name = fc.constantFrom(
    ...table.rows.map((row) => row.fullName),
    ...CATEGORIES.map((c) => `@${c}`),
  );
  const inSelector = fc.oneof(
    fc.tuple(fc.constantFrom('+', '-'), name).map((parts) => parts.join('')),
    fc.constantFrom('resetkeys', 'resetchannels', '-@all', '+@all', 'resetdbs', 'db=1', 'db=0,3'),
    fc.constantFrom('~a*', '~*b', '%R~a', '%W~a', '%RW~*', '&a', '&b*', '+select|0', '+ping|a'),
  );
  const word = fc.oneof(
    inSelector,
    fc.array(inSelector, { maxLength: 4 }).map((words) => `(${words.join(' ')})`),
    fc.constantFrom(
      'on',
      'nopass',
      '>a',
      '>b',
      'from=::1',
      'skip-sanitize-payload',
      'allkeys',
      'reset',
    ),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 10 }), (words) => {
      const rules = newUserRules(context);
      for (const rule of words) applyUserRules(rules, [rule], context);
      const text = describeUser(new User('alice', rules, RIGHTS));
      const again = made(text.split(' '));
      assert.deepEqual(again.rules, rules);
      assert.equal(describeUser(again), text);
    }),
    { numRuns: 2000 },
  );
});
