import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { CommandTable } from '../command/table.ts';
import { addAlias } from './alias-rules.ts';
import { RuleProblem } from './rule-problem.ts';

const { table } = new InstanceStand().instance;

function add(text: string, aliases = new Map<string, string>(), of = table): unknown {
  return addAlias(aliases, text, of) ?? Object.fromEntries(aliases);
}

test('an alias is a new name for a command', () => {
  assert.deepEqual(add('flush-now:flushall'), { 'flush-now': 'flushall' });
  assert.deepEqual(add('x_1.A-b!@%+:config'), { 'x_1.A-b!@%+': 'config' });
  const aliases = new Map([['x', 'get']]);
  assert.deepEqual(add('y:get', aliases), { x: 'get', y: 'get' });
  assert.deepEqual(add('x:set', aliases), { x: 'set', y: 'get' });
});

test('it is no name that a command has, or will have', () => {
  for (const taken of ['set', 'config', 'eval', 'xadd'])
    assert.equal(add(`${taken}:get`), RuleProblem.aliasTaken, taken);
});

test('it is one word that means one thing', () => {
  const names = [
    '',
    ':',
    'x',
    'x:',
    ':get',
    'a b:get',
    'a|b:get',
    'a:b:get',
    'ä:get',
    'a"b:get',
    "a'b:get",
    'a\\b:get',
    'a)b:get',
    'a\x00:get',
  ];
  for (const text of [...names, `${'a'.repeat(65)}:get`])
    assert.equal(add(text), RuleProblem.badAlias, text);
});

test('it is for whole commands that exist', () => {
  for (const name of ['nope', 'constructor', '__proto__'])
    assert.equal(add(`x:${name}`), RuleProblem.unknownCommand, name);
  for (const name of ['config|get', 'client|list'])
    assert.equal(add(`x:${name}`), RuleProblem.aliasOfSubcommand, name);
});

test('the commands that log in and out have none: clients need them before there is a user', () => {
  for (const name of ['auth', 'hello', 'quit', 'reset'])
    assert.equal(add(`x:${name}`), RuleProblem.aliasOfLogin, name);
});

test('no user gets back what rename-command has put out of reach', () => {
  const commands = table.top.map(({ command }) => command);
  const renamed = new CommandTable(commands, [
    { from: 'GET', to: '' },
    { from: 'SET', to: 'PUT' },
  ]);
  assert.equal(add('x:get', new Map(), renamed), RuleProblem.unknownCommand);
  assert.deepEqual(add('x:set', new Map(), renamed), { x: 'set' });
  assert.equal(add('put:strlen', new Map(), renamed), RuleProblem.aliasTaken);
  // Whoever reads `set` means that command.
  assert.equal(add('set:strlen', new Map(), renamed), RuleProblem.aliasTaken);
});
