// Makes the rules from layers.json, which holds the table of folders. scripts/layers.mjs runs them.
const { folders } = require('./layers.json');

const TEST = '\\.test\\.ts$';
const NODE_ALLOWED = ['platform', 'cli'];

const any = (/** @type {string[]} */ names) => `(${names.join('|')})`;
const rowOf = new Map(folders.map((row) => [row.folder, row]));

/** What a folder reaches over any number of steps: its tests may build their world from that. */
function reach(/** @type {string} */ folder, found = new Set()) {
  for (const next of rowOf.get(folder).mayImport) {
    if (found.has(next)) continue;
    found.add(next);
    reach(next, found);
  }
  return found;
}

const layers = folders.flatMap(({ folder, mayImport }) => [
  {
    name: `${folder}-imports`,
    comment: `layers.json says what src/${folder} may import`,
    severity: 'error',
    from: { path: `^src/${folder}/`, pathNot: TEST },
    to: { path: '^(src|test|scripts|bench)/', pathNot: `^src/${any([folder, ...mayImport])}/` },
  },
  {
    name: `${folder}-tests-import`,
    comment:
      'a test builds its world from what its folder reaches, from src/platform and from test/support',
    severity: 'error',
    from: { path: `^src/${folder}/.*${TEST}` },
    to: {
      path: '^(src|test|scripts|bench)/',
      pathNot: `^(src/${any([folder, 'platform', ...reach(folder)])}|test/support)/`,
    },
  },
]);

const packages = folders.map(({ folder, packages = [] }) => ({
  name: `${folder}-packages`,
  comment: `layers.json says which packages src/${folder} may import`,
  severity: 'error',
  from: { path: `^src/${folder}/`, pathNot: TEST },
  to: {
    dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'],
    ...(packages.length > 0 && { pathNot: `^node_modules/${any(packages)}/` }),
  },
}));

module.exports = {
  forbidden: [
    ...layers,
    ...packages,
    {
      name: 'node-only-in-platform',
      comment: 'the outside world comes through src/ports',
      severity: 'error',
      from: { path: '^src/', pathNot: [`^src/${any(NODE_ALLOWED)}/`, TEST] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-cycle',
      comment: 'type imports count as well: a cycle of types is a subject cut in the wrong place',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'an import that finds nothing would escape every other rule',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
