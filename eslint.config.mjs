/**
 * Types are checked strictly; beyond that, a zone ties each file to the process it may run in, so that what cannot work
 * (a DOM in main, Node in the page) is an error where it is written.
 */
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

const domGlobals = [
  'window',
  'document',
  'navigator',
  'localStorage',
  'sessionStorage',
  'alert',
  'location',
  'HTMLElement',
]
const nodeGlobals = [
  'process',
  'Buffer',
  'require',
  'module',
  '__dirname',
  '__filename',
  'setImmediate',
  'global',
]

const refuseGlobals = (names, where) => [
  'error',
  ...names.map((name) => ({ name, message: `\`${name}\` does not exist in ${where}.` })),
]

const nodeModules = [
  { regex: '^node:', message: 'The page has no Node: ask main over the bridge.' },
  { regex: '^electron(/|$)', message: 'The page has no Electron: ask main over the bridge.' },
]
const sqlite = { regex: '^better-sqlite3', message: 'SQLite is used in main/store only.' }
const onnx = { regex: '^onnxruntime', message: 'onnxruntime blocks its thread: main/inference only.' }
const cornerstone = {
  regex: '^@cornerstonejs/(core|tools|metadata|utils)',
  message: 'Cornerstone is known to renderer/viewer only.',
}
const react = { regex: '^react(-dom|-i18next)?(/|$)', message: 'React belongs to the renderer.' }

const refuseImports = (...patterns) => ['error', { patterns }]

export default tseslint.config(
  {
    ignores: [
      'out/**',
      'out-*/**',
      'dist/**',
      '.cache/**',
      'bench/work/**',
      'e2e/.results/**',
      'coverage/**',
    ],
  },
  {
    files: ['**/*.{ts,tsx,mts}'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          'tsconfig.main.json',
          'tsconfig.preload.json',
          'tsconfig.renderer.json',
          'tsconfig.tools.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Numbers and booleans read well in texts; what must not be stringified is an object.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // `() => void something()` and `(x) => doIt(x)` are clear where nothing uses the value.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      // `void promise` marks what is deliberately not waited for.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      // tsconfig's noPropertyAccessFromIndexSignature is not set, yet `env['NAME']` says that the name is data.
      '@typescript-eslint/dot-notation': 'off',
      // A bound method reference is a type error in none of the shapes used here; zod and Cornerstone pass functions.
      '@typescript-eslint/unbound-method': 'off',
      // Interfaces of a procedure table have handlers that answer at once beside handlers that wait.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        {
          argsIgnorePattern: '^_',
          varsIgnorePattern: '^_',
          destructuredArrayIgnorePattern: '^_',
          ignoreRestSiblings: true,
        },
      ],
      // Every element is tested for presence under noUncheckedIndexedAccess; where arithmetic proves it, `!` says so.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // An assertion to a named type says more than `!` where the type narrows as well.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // Electron's and Cornerstone's objects are declared as classes and made by their own factories.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Texts are spread by code points on purpose.
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // `!= null` is the one short way to say neither null nor undefined.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'A name helps whoever searches: export by name.' },
        { selector: 'ExportAllDeclaration', message: 'No barrels: import the file that has it.' },
      ],
    },
  },
  {
    files: ['**/*.test.{ts,tsx}', 'src/test-support/**', 'e2e/**'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  // Declarations of modules that are not ours follow those modules.
  {
    files: ['**/*.d.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off', 'no-restricted-syntax': 'off' },
  },
  // Files of tools whose format wants a default export.
  { files: ['*.config.ts'], rules: { 'no-restricted-syntax': 'off' } },

  // Zones.
  {
    files: ['src/shared/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': refuseGlobals(
        [...domGlobals, ...nodeGlobals],
        'every process that shares this file',
      ),
      'no-restricted-imports': refuseImports(...nodeModules, sqlite, onnx, cornerstone, react),
    },
  },
  {
    files: ['src/main/**/*.ts'],
    rules: {
      'no-restricted-globals': refuseGlobals(domGlobals, 'main'),
      'no-restricted-imports': refuseImports(sqlite, onnx, cornerstone, react),
    },
  },
  {
    files: ['src/main/store/**/*.ts'],
    rules: { 'no-restricted-imports': refuseImports(onnx, cornerstone, react) },
  },
  {
    files: ['src/main/inference/**/*.ts'],
    rules: { 'no-restricted-imports': refuseImports(sqlite, cornerstone, react) },
  },
  {
    files: ['src/preload/**/*.ts'],
    rules: {
      'no-restricted-globals': refuseGlobals(nodeGlobals, 'a sandboxed preload'),
      'no-restricted-imports': refuseImports(
        { regex: '^node:', message: 'A sandboxed preload has no Node.' },
        sqlite,
        onnx,
      ),
    },
  },
  {
    files: ['src/renderer/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'A name helps whoever searches: export by name.' },
        { selector: 'ExportAllDeclaration', message: 'No barrels: import the file that has it.' },
        { selector: 'JSXText[value=/[A-Za-z]{2}/]', message: 'Texts belong to the language catalogues.' },
      ],
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
    },
  },
  {
    files: ['src/renderer/**/*.{ts,tsx}'],
    ignores: ['**/*.test.{ts,tsx}'],
    rules: {
      'no-restricted-globals': refuseGlobals(nodeGlobals, 'the page'),
      'no-restricted-imports': refuseImports(...nodeModules, sqlite, onnx, cornerstone),
    },
  },
  {
    files: ['src/renderer/viewer/**/*.{ts,tsx}'],
    ignores: ['**/*.test.{ts,tsx}'],
    rules: { 'no-restricted-imports': refuseImports(...nodeModules, sqlite, onnx) },
  },
)
