// SPDX-License-Identifier: AGPL-3.0-or-later
import css from '@eslint/css';
import tseslint from 'typescript-eslint';

import newerThanBrowsers from './scripts/newer-than-browsers.mjs';

const plainScripts = ['scripts/**/*.mjs', 'eslint.config.js'];

/** Who may touch what. src/layers.test.ts states who imports whom; these rules keep the single doors. */
const onlyDoors = [
  { name: 'fetch', message: 'Only src/api/client.ts calls fetch.' },
  { name: 'indexedDB', message: 'Only src/store/ touches IndexedDB.' },
  { name: 'eval', message: 'The CSP forbids it.' },
];

/** Attributes whose text a person reads or hears. */
const READ = 'title|label|aria-label|placeholder|hint|legend|summary|backLabel|tab|act|acting|alt|heading';
const inCatalogue = 'Words people read belong in src/messages/en.';

/** Sentences stand in the catalogue; a literal one on a screen would be English in every language. */
const noSentences = [
  { selector: 'JSXText[value=/[A-Za-z]{2}/]', message: inCatalogue },
  { selector: `JSXAttribute[name.name=/^(${READ})$/] > Literal[value=/[A-Za-z]{2}/]`, message: inCatalogue },
  { selector: 'Literal[value=/^[A-Z][a-z’]+ [a-z’]+/]', message: inCatalogue },
  { selector: 'TemplateElement[value.raw=/[a-z’] [a-z’]+ [a-z’]/]', message: inCatalogue },
];

/**
 * Every engine of scripts/browsers.mjs has what all browsers had in 2022. What is newer is named here: each of the
 * oldest has it, or a page without it is as good to use.
 */
const newerStyles = {
  available: 2022,
  allowSelectors: ['has', 'selection'],
  allowFunctions: ['color-mix'],
  allowAtRules: ['container'],
  allowProperties: [
    'accent-color', // a tick of the browser’s own colour
    'container-type',
    'contain-intrinsic-size', // goes with the next
    'content-visibility', // only faster with it
    'field-sizing', // a field keeps its height and scrolls
    'outline',
    'paint-order', // in all of them; only on text of HTML newer
    'resize', // phones of Apple have no grip
    'text-size-adjust', // Safari has the prefixed name
    'text-wrap', // a heading is broken less evenly
    'user-select', // the build adds the prefixed name
  ],
  allowPropertyValues: { 'font-family': ['ui-monospace'] }, // other names follow it
};

export default tseslint.config(
  {
    ignores: ['dist/', 'dist-pseudo/', 'node_modules/', 'src/domain/generated/', 'src/messages/generated/', 'public/'],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Event handlers of Preact may be async deeds: their rejections are caught inside the deed.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // The Vault answers promises everywhere, also where nothing has to be waited for.
      '@typescript-eslint/require-await': 'off',
      // Taking a text apart by code points is what the payload limits mean.
      '@typescript-eslint/no-misused-spread': 'off',
      'no-restricted-globals': ['error', ...onlyDoors],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: [
      '**/*.test.ts',
      '**/*.test.tsx',
      '**/testing/**',
      'phones/**',
      'src/api/client.ts',
      'src/store/**',
      'src/sw/**',
    ],
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    files: ['**/*.test.ts', '**/*.test.tsx', '**/testing/**', 'phones/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', '@typescript-eslint/unbound-method': 'off' },
  },
  {
    files: ['src/main.tsx', 'src/rooms/**/*.tsx', 'src/features/**/*.tsx', 'src/ui/**/*.tsx', 'src/archive/**/*.tsx'],
    ignores: ['**/*.test.tsx'],
    rules: { 'no-restricted-syntax': ['error', ...noSentences] },
  },
  {
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    ignores: ['**/*.test.ts', '**/*.test.tsx', '**/testing/**'],
    plugins: { interlude: { rules: { 'newer-than-browsers': newerThanBrowsers } } },
    rules: { 'interlude/newer-than-browsers': 'error' },
  },
  {
    files: ['src/**/*.css'],
    plugins: { css },
    language: 'css/css',
    rules: { 'css/use-baseline': ['error', newerStyles] },
  },
  { files: plainScripts, extends: [tseslint.configs.strict] },
);
