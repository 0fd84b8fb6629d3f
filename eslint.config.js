import { readFileSync } from 'node:fs';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const TESTS = ['src/**/*.test.ts', 'test/**/*.ts', 'bench/**'];

/** The folders that a request passes through millions of times a second: they read typed arrays by index. */
const HOT = [
  'base',
  'resp',
  'memory',
  'keyspace',
  'collections',
  'command',
  'commands',
  'access',
  'engine',
  'net',
].map((folder) => `src/${folder}/**/*.ts`);

/** Everything but the edge of the program gets the outside world through src/ports. */
const WORLD = {
  'src/ports/clock.ts': [
    'Date',
    'performance',
    'setTimeout',
    'setInterval',
    'setImmediate',
    'clearTimeout',
    'clearInterval',
    'clearImmediate',
  ],
  'src/ports/process.ts': ['process'],
  'src/ports/log.ts': ['console'],
  'src/ports/crypto.ts': ['crypto'],
  'src/ports/network.ts': ['fetch'],
  'an interface of src/ports': ['globalThis', 'global'],
  'Uint8Array and src/base/bytes.ts': ['Buffer'],
};

const DEFAULT_EXPORT = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name, so that a thing has one name everywhere.',
};

const CAREFREE_ASSERTION = {
  selector:
    'TSNonNullExpression:not([expression.type="MemberExpression"][expression.computed=true])',
  message:
    'Here ! is for array elements whose index was checked; anything else says what happens when it is missing.',
};

/** Named exceptions to the size limits, each with its reason; tidy.test.ts keeps the list honest. */
const exceptions = JSON.parse(
  readFileSync(new URL('lint-exceptions.json', import.meta.url), 'utf8'),
).map((/** @type {{ file: string, rules: Record<string, number> }} */ { file, rules }) => ({
  files: [file],
  rules: Object.fromEntries(Object.entries(rules).map(([rule, max]) => [rule, ['error', { max }]])),
}));

// eslint-disable-next-line no-restricted-syntax -- ESLint reads the default export.
export default defineConfig(
  { ignores: ['dist/', '.cache/', 'node_modules/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,mjs,js}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      eqeqeq: 'error',
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 60 }],
      'max-params': ['error', { max: 3 }],
      'no-restricted-syntax': ['error', DEFAULT_EXPORT],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-floating-promises': [
        'error',
        // The runner waits for its tests itself.
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'it', 'suite', 'describe'] },
          ],
        },
      ],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // A folder hands an interface down and narrows what comes back to its own class: structure is what counts here.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/platform/**', 'src/cli/**', ...TESTS],
    rules: {
      'no-restricted-globals': [
        'error',
        ...Object.entries(WORLD).flatMap(([port, names]) =>
          names.map((name) => ({ name, message: `Use ${port}.` })),
        ),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Use src/ports/entropy.ts.' },
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^node:', message: 'Only src/platform touches Node.' }] },
      ],
    },
  },
  {
    files: HOT,
    rules: {
      // noUncheckedIndexedAccess makes every typed-array read `number | undefined`. In these folders a branch per
      // byte is measurable and the index is checked by the caller, so elements (and nothing else) may be asserted.
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-restricted-syntax': ['error', DEFAULT_EXPORT, CAREFREE_ASSERTION],
      // An index loop over a typed array is faster than its iterator.
      '@typescript-eslint/prefer-for-of': 'off',
    },
  },
  {
    files: TESTS,
    rules: {
      // A wrong claim makes the test fail, which is what a test is for.
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-restricted-syntax': ['error', DEFAULT_EXPORT],
      // A suite is a function around its tests, and a table of cases reads best in one place.
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 600 }],
      'max-params': ['error', { max: 4 }],
      // Stand-ins do nothing, some of them asynchronously.
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/require-await': 'off',
      // A promise of nothing is `deferred<void>()`.
      '@typescript-eslint/no-invalid-void-type': 'off',
    },
  },
  {
    // Plain JavaScript, because it runs before anything is installed: what JSON.parse gives has no type there.
    files: ['**/*.{mjs,js}'],
    extends: [tseslint.configs.disableTypeChecked],
  },
  ...exceptions,
);
