// The rules of the code that a program can check. Run: npm run lint
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';

const effects = ['execa', 'node-fetch', 'node:fs', 'node:fs/promises', 'node:child_process', 'fs', 'fs/promises', 'child_process'];

const syntax = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
  { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
  {
    selector: 'MemberExpression[object.type="MetaProperty"][property.name=/^(dirname|filename)$/]',
    message: 'Node 18 has only import.meta.url.',
  },
  {
    selector: 'CallExpression[callee.property.name=/^(toSorted|toReversed|toSpliced|withResolvers|groupBy|fromAsync)$/]',
    message: 'Node 18 does not have it yet.',
  },
  { selector: 'CallExpression[callee.object.name="AbortSignal"][callee.property.name="any"]', message: 'Node 18 does not have it yet.' },
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
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: fileURLToPath(new URL('.', import.meta.url)) } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/array-type': ['error', { default: 'array-simple' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => void something` says on purpose that the result does not matter.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreVoidOperator: true, ignoreArrowShorthand: true }],
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // A step and the executor under its kind are tied together by a type parameter that is named once.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // No function here uses `this`.
      '@typescript-eslint/unbound-method': 'off',
      // A leading underscore says that a value is there only to be passed over.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' }],
      // There are no enums and hardly any classes, and these two look long for them.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      'no-restricted-syntax': ['error', ...syntax],
      'no-restricted-imports': ['error', { paths: effects.map((name) => ({ name, message: 'Only system/ has effects.' })) }],
      'no-warning-comments': 'error',
      complexity: ['error', 12],
      'max-depth': ['error', 3],
      'max-params': ['error', 6],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'max-lines': ['error', { max: 240 }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-const': 'error',
    },
  },
  { files: ['builder/system/**', 'installer/system/**', 'test/**'], rules: { 'no-restricted-imports': 'off' } },
  // Stand-ins for what is asynchronous on a real machine.
  { files: ['test/**'], rules: { '@typescript-eslint/require-await': 'off' } },
);
