// esbuild writes every variable of a module as `var`, because some engines check a `const` at each use. V8 does the
// opposite: it folds a constant into the code of the functions that read it, and must load a variable every time
// (docs/decisions/0013). So what nobody assigns becomes `const` again after bundling.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * Rewrites a bundle in place.
 * @param {string} file
 */
export function restoreConstants(file) {
  writeFileSync(file, withConstants(readFileSync(file, 'utf8')));
}

/**
 * The same program with `const` for each variable of the module that has a value from the start and is never assigned.
 * @param {string} program
 */
export function withConstants(program) {
  const ts = typescript();
  const source = ts.createSourceFile('bundle.js', program, ts.ScriptTarget.Latest, false);
  const assigned = assignedNames(ts, source);
  let result = '';
  let copied = 0;
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const { declarations, flags } = statement.declarationList;
    if ((flags & ts.NodeFlags.BlockScoped) !== 0) continue;
    const isConstant = declarations.every(
      ({ name, initializer }) =>
        initializer !== undefined && ts.isIdentifier(name) && !assigned.has(name.text),
    );
    if (!isConstant) continue;
    const start = statement.declarationList.getStart(source);
    result += `${program.slice(copied, start)}const`;
    copied = start + 'var'.length;
  }
  return result + program.slice(copied);
}

/** Loaded when it is wanted: this module is imported before the install. */
function typescript() {
  /** @type {typeof import('typescript')} */
  const ts = createRequire(import.meta.url)('typescript');
  return ts;
}

/**
 * Every name that something is assigned to anywhere, in whatever scope: too many rather than too few.
 * @param {typeof import('typescript')} ts
 * @param {import('typescript').Node} program
 */
function assignedNames(ts, program) {
  /** @type {Set<string>} */
  const names = new Set();
  /** @param {import('typescript').Node} target */
  const take = (target) => {
    if (ts.isIdentifier(target)) names.add(target.text);
    else if (!ts.isPropertyAccessExpression(target) && !ts.isElementAccessExpression(target))
      ts.forEachChild(target, take);
  };
  /** @param {import('typescript').Node} node */
  const visit = (node) => {
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      if (kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment)
        take(node.left);
    } else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
      const { operator } = node;
      if (operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken)
        take(node.operand);
    } else if (ts.isForInStatement(node) || ts.isForOfStatement(node)) {
      if (!ts.isVariableDeclarationList(node.initializer)) take(node.initializer);
    } else if (
      ts.isVariableDeclarationList(node) &&
      (node.flags & ts.NodeFlags.BlockScoped) === 0
    ) {
      // A second `var` of the same name is an assignment.
      for (const { name } of node.declarations) {
        if (ts.isIdentifier(name) && declared.has(name.text)) names.add(name.text);
        else if (ts.isIdentifier(name)) declared.add(name.text);
      }
    }
    ts.forEachChild(node, visit);
  };
  /** @type {Set<string>} */
  const declared = new Set();
  visit(program);
  return names;
}
