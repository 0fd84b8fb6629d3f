import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandRuleList } from './command-rules.ts';

test('a later rule moves to the end and takes those below it with it', () => {
  const rules = new CommandRuleList();
  rules.record('+', 'get');
  rules.record('+', 'config|get');
  rules.record('-', 'config|set');
  rules.record('+', '@read');
  rules.record('-', 'get');
  assert.deepEqual(rules.words(), ['+config|get', '-config|set', '+@read', '-get']);
  rules.record('-', 'config');
  assert.deepEqual(rules.words(), ['+@read', '-get', '-config']);
  rules.record('+', 'config|get');
  rules.record('-', 'config|get');
  assert.deepEqual(rules.words(), ['+@read', '-get', '-config', '-config|get']);
});

test('a copy changes alone', () => {
  const rules = new CommandRuleList();
  rules.record('+', 'config|get');
  const copy = rules.copy();
  copy.record('-', 'config');
  assert.deepEqual(rules.words(), ['+config|get']);
  assert.deepEqual(copy.words(), ['-config']);
  rules.clear();
  assert.deepEqual([rules.words(), copy.words()], [[], ['-config']]);
});
