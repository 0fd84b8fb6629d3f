import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arguments } from '../base/arguments.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { KeyAccess } from './key-access.ts';
import { copySelectorRules, emptySelectorRules, Selector } from './selector.ts';

const NOBODY = new Int32Array(2);
const args = Arguments.of(['get', 'KEY', 'b'].map(fromLatin1));

test('an empty selector allows no command, key or channel, but every database', () => {
  const selector = new Selector(emptySelectorRules(40), NOBODY);
  for (let id = 0; id < 40; id++) assert.ok(!selector.allowsCommand(id, args, 1));
  assert.ok(!selector.allowsKey(args, 1, 0));
  assert.ok(!selector.allowsChannel({ u8: args.u8, start: 0, length: 3, kind: 'channel' }));
  assert.ok(selector.allowsDatabase(15));
  assert.ok(!selector.unlimited);
});

test('a command is a bit of its own, on both sides of a word', () => {
  const rules = emptySelectorRules(40);
  rules.commandBits[0] = 1 << 31;
  rules.commandBits[1] = 1;
  const selector = new Selector(rules, NOBODY);
  const allowed = Array.from({ length: 40 }, (_, id) => id).filter((id) =>
    selector.allowsCommand(id, args, 1),
  );
  assert.deepEqual(allowed, [31, 32]);
});

test('what anybody may call is allowed whatever the rules say', () => {
  const selector = new Selector(emptySelectorRules(40), Int32Array.of(0, 4));
  assert.ok(selector.allowsCommand(34, args, 1));
});

test('a first argument is compared in any case, where the caller says it is', () => {
  const rules = emptySelectorRules(8);
  rules.firstArguments.set(3, new Set(['key']));
  const selector = new Selector(rules, NOBODY);
  assert.ok(selector.allowsCommand(3, args, 1));
  assert.ok(!selector.allowsCommand(3, args, 2));
  assert.ok(!selector.allowsCommand(3, args, 3));
  assert.ok(!selector.allowsCommand(4, args, 1));
});

test('a pattern grants a key all of the rights that are needed, or none', () => {
  const rules = emptySelectorRules(8);
  rules.keyPatterns.set('KEY', KeyAccess.read).set('K*', KeyAccess.write);
  const selector = new Selector(rules, NOBODY);
  assert.ok(selector.allowsKey(args, 1, KeyAccess.read));
  assert.ok(selector.allowsKey(args, 1, KeyAccess.write));
  assert.ok(!selector.allowsKey(args, 1, KeyAccess.both));
  assert.ok(!selector.allowsKey(args, 2, 0));
});

test('a copy of rules shares nothing that changes', () => {
  const rules = emptySelectorRules(8);
  const copy = copySelectorRules(rules);
  copy.commandBits[0] = -1;
  copy.keyPatterns.set('a', KeyAccess.both);
  copy.channels.add('a');
  copy.databases.add(1);
  copy.commandRules.record('+', 'get');
  copy.firstArguments.set(1, new Set('a'));
  assert.deepEqual(rules, emptySelectorRules(8));
  assert.deepEqual(rules.commandRules.words(), []);
});

test('a selector does not follow later changes of its rules', () => {
  const rules = emptySelectorRules(8);
  const selector = new Selector(rules, NOBODY);
  rules.commandBits[0] = -1;
  rules.firstArguments.set(1, new Set(['key']));
  assert.ok(!selector.allowsCommand(1, args, 1));
});

test('databases are those of the list, low and high ones', () => {
  const rules = emptySelectorRules(8);
  rules.allDatabases = false;
  rules.databases = new Set([0, 31, 32, 1000]);
  const selector = new Selector(rules, NOBODY);
  for (const index of [0, 31, 32, 1000]) assert.ok(selector.allowsDatabase(index));
  for (const index of [1, 30, 33, 64, 999, -1]) assert.ok(!selector.allowsDatabase(index));
});
