import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AclStand } from '../../test/support/acl-stand.ts';
import { describeChannels, describeCommands, describeDatabases, describeKeys } from './describe.ts';
import { RuleProblem } from './rule-problem.ts';
import { emptySelectorRules, type SelectorRules } from './selector.ts';
import { applySelectorRule } from './selector-rules.ts';

const { table } = new AclStand();

function apply(...words: readonly string[]): SelectorRules {
  const rules = emptySelectorRules(table.rows.length);
  for (const word of words) assert.equal(applySelectorRule(rules, word, table), undefined, word);
  return rules;
}

function problem(...words: readonly string[]): RuleProblem | undefined {
  const last = words.at(-1) ?? '';
  return applySelectorRule(apply(...words.slice(0, -1)), last, table);
}

function allowed({ commandBits }: SelectorRules): string[] {
  return table.rows
    .filter(({ id }) => ((commandBits[id >>> 5] ?? 0) & (1 << (id & 31))) !== 0)
    .map((row) => row.fullName);
}

test('a later rule for a command takes the place of the earlier one and of those below it', () => {
  assert.equal(describeCommands(apply('+get', '-set', '-get')), '-@all -set -get');
  assert.equal(
    describeCommands(apply('+config|get', '+ping|x', '-config')),
    '-@all +ping|x -config',
  );
  assert.equal(describeCommands(apply('+GET', '+@READ', '-@read')), '-@all +get -@read');
  assert.equal(describeCommands(apply('+get', '+@all', '-Config|Set')), '+@all -config|set');
  assert.equal(describeCommands(apply('+@all', 'nocommands')), '-@all');
});

test('a name that merely begins like another is another', () => {
  assert.equal(
    describeCommands(apply('+config|get', '-get', '+config|set')),
    '-@all +config|get -get +config|set',
  );
});

test('a category allows its commands, and a container all that is below it', () => {
  assert.deepEqual(allowed(apply('+@string')), ['get', 'mget', 'set', 'strlen']);
  assert.deepEqual(allowed(apply('+config')), [
    'config',
    'config|get',
    'config|set',
    'config|help',
  ]);
  assert.deepEqual(allowed(apply('+config', '-@admin')), ['config', 'config|help']);
  assert.deepEqual(allowed(apply('+config|get')), ['config|get']);
  assert.equal(allowed(apply('allcommands')).length, table.rows.length);
});

test('first arguments are forgotten when the command itself is decided on', () => {
  assert.equal(apply('+select|0', '+SELECT|A', '+select|0').firstArguments.size, 1);
  assert.deepEqual(
    [...apply('+select|0', '+SELECT|A').firstArguments.values()],
    [new Set(['0', 'a'])],
  );
  for (const rule of ['+select', '-select', '-@connection', '+@all']) {
    assert.equal(apply('+select|0', rule).firstArguments.size, 0, rule);
  }
});

test('key patterns add up, by pattern', () => {
  assert.equal(describeKeys(apply('~a', '%R~b', '%W~c', '%W~b', '%r~a')), '~a ~b %W~c');
  assert.equal(describeKeys(apply('~a', 'allkeys')), '~*');
  assert.equal(describeKeys(apply('~*', 'resetkeys', '%rW~x*')), '~x*');
  assert.equal(problem('~*', '~a'), RuleProblem.keyAfterAll);
  assert.equal(problem('ALLKEYS', '%R~a'), RuleProblem.keyAfterAll);
});

test('a limited pattern names each right once and a pattern', () => {
  for (const wrong of ['%', '%R', '%~a', '%RR~a', '%X~a', '%RWR~a', '% R~a']) {
    assert.equal(problem(wrong), RuleProblem.syntax, wrong);
  }
});

test('channel patterns add up and end with all of them', () => {
  assert.equal(describeChannels(apply('&a', '&b*', '&a')), '&a &b*');
  assert.equal(describeChannels(apply('&a', '&*')), '&*');
  assert.equal(describeChannels(apply('&*', 'resetchannels', '&b')), '&b');
  assert.equal(problem('allchannels', '&b'), RuleProblem.channelAfterAll);
});

test('databases add up, in order', () => {
  assert.equal(describeDatabases(apply()), '');
  assert.equal(describeDatabases(apply('db=3,1', 'DB=2,1')), 'db=1,2,3');
  assert.equal(describeDatabases(apply('db=3', 'resetdbs')), 'resetdbs');
  assert.equal(describeDatabases(apply('resetdbs', 'db=0', 'alldbs')), '');
  for (const wrong of ['db=', 'db=a', 'db=1,', 'db=-1', 'db=1 ', 'db=0x1', 'db=99999999999']) {
    assert.equal(problem(wrong), RuleProblem.syntax, wrong);
  }
  assert.equal(problem('db=2147483648'), RuleProblem.databaseOutOfRange);
});

test('what names no command, subcommand or category is told so', () => {
  for (const wrong of [
    '+nope',
    '-nope',
    '+config|nope',
    '-config|nope',
    '+@nope',
    '-@',
    '+',
    '+nope|x',
    '+get|a|b',
    '-get|a',
  ]) {
    assert.equal(problem(wrong), RuleProblem.unknownCommand, wrong);
  }
  assert.equal(problem('+config|get|x'), RuleProblem.firstArgumentOfSubcommand);
  // In a file of users the rest would be a line, and a user, of its own.
  assert.equal(problem('+select|0\nuser evil on nopass ~* &* +@all'), RuleProblem.syntax);
  assert.equal(problem('+xadd|0\nuser evil'), RuleProblem.unknownCommand);
  assert.equal(problem('+get|'), RuleProblem.syntax);
});

test('names of JavaScript are no commands, categories or rules', () => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    assert.equal(problem(`+${name}`), RuleProblem.unknownCommand);
    assert.equal(problem(`+@${name}`), RuleProblem.unknownCommand);
    assert.equal(problem(name), RuleProblem.syntax);
  }
});

test('patterns hold no white space and no NUL, so that a rule stays a word of its line', () => {
  for (const space of [' ', '\n', '\t', '\r', '\0', '\v']) {
    assert.equal(problem(`~a${space}b`), RuleProblem.syntax);
    assert.equal(problem(`%R~a${space}b`), RuleProblem.syntax);
    assert.equal(problem(`&a${space}b`), RuleProblem.syntax);
  }
});
