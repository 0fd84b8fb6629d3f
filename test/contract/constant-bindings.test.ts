import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withConstants } from '../../scripts/constant-bindings.mjs';

function lines(...program: string[]): string {
  return withConstants(program.join('\n'));
}

test('a variable of the module that nobody assigns becomes a constant', () => {
  assert.equal(
    lines('var A = 1;', 'export var B = A + 1;', 'var C = class {', '};'),
    'const A = 1;\nexport const B = A + 1;\nconst C = class {\n};',
  );
});

test('what is assigned anywhere stays a variable', () => {
  for (const change of [
    'a = 2;',
    'function f() { a += 1; }',
    'class X { #x() { a++; } }',
    '[x[0], a] = f();',
    '({ b: a, ...rest } = f());',
    'for (a of f()) g(a);',
    'var a = 2;',
  ]) {
    assert.equal(lines('var a = 1;', change), `var a = 1;\n${change}`, change);
  }
});

test('a change of what a variable holds is not an assignment to it', () => {
  assert.equal(lines('var a = {};', 'a.b = 1;', 'a[c]++;'), 'const a = {};\na.b = 1;\na[c]++;');
});

test('a variable without a value, one of a function and text that looks like one stay as they are', () => {
  for (const program of [
    'var a;',
    'function f() {\nvar a = 1;\nreturn a;\n}',
    'f(`\nvar a = 1;\n`);',
    'var { a } = f();',
    'let a = 1;',
  ]) {
    assert.equal(lines(program), program);
  }
});
