// The rules of the code that a program can check. Run: npm run lint
import tseslint from 'typescript-eslint';

const effects = ['execa', 'node-fetch', 'node:fs', 'node:fs/promises', 'node:child_process', 'fs', 'fs/promises', 'child_process'];

const castsNeeded = [
  // TypeScript cannot see that a union's member and the executor under its kind belong together.
  'builder/image/execute.ts',
  'installer/execute/install.ts',
  'installer/health/probe.ts',
];

const syntax = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
  { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
  {
    selector: ':matches(ClassDeclaration, ClassExpression):not([superClass.name=/Error$/])',
    message: 'Classes are for errors; use functions and plain data.',
  },
];

export default tseslint.config(
  { ignores: ['**/*.js', '**/*.mjs'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/array-type': ['error', { default: 'array-simple' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => void something` says on purpose that the result does not matter.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreVoidOperator: true, ignoreArrowShorthand: true }],
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      'no-restricted-syntax': ['error', ...syntax],
      'no-restricted-imports': ['error', { paths: effects.map((name) => ({ name, message: 'Only system/ has effects.' })) }],
      'no-warning-comments': 'error',
      complexity: ['error', 10],
      'max-depth': ['error', 3],
      'max-params': ['error', 6],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'max-lines': ['error', { max: 240 }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-const': 'error',
    },
  },
  { files: castsNeeded, rules: { '@typescript-eslint/consistent-type-assertions': 'off' } },
  { files: ['builder/system/**', 'installer/system/**', 'test/**'], rules: { 'no-restricted-imports': 'off' } },
);
