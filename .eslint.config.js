import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const pureCore = [
  { name: 'Date', message: 'time comes in as an argument (L13)' },
  { name: 'Intl', message: 'words and formats belong to the views' },
  { name: 'Promise', message: 'core is synchronous' },
  { name: 'process', message: 'core knows no machine' },
];

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'coverage',
      '.stryker-tmp',
      'data',
      'devTools',
      'test/support/reporter.cjs',
      '.eslint.config.js',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    // One program for all files: a service that opens each by itself takes a third more.
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './test/cards/gallery/browser/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': 'error',
      // No enum of ours exists (erasableSyntaxOnly), and it takes a tenth of the time.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
    },
  },
  {
    files: ['core/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...pureCore],
      'no-restricted-imports': ['error', { patterns: [{ regex: '^[^.]', message: 'core imports only itself' }] }],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'chance comes in as an argument' },
        { object: 'Temporal', property: 'Now', message: 'time comes in as an argument (L13)' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'AwaitExpression', message: 'core is synchronous' },
        { selector: ':function[async=true]', message: 'core is synchronous' },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', '@typescript-eslint/no-floating-promises': 'error' },
  },
);
