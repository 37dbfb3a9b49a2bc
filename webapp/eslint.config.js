import tseslint from 'typescript-eslint';

const plainScripts = ['scripts/**/*.mjs', 'eslint.config.js'];

/** Who may touch what. src/floors.test.ts states the floors between folders; these rules keep the single doors. */
const onlyDoors = [
  { name: 'fetch', message: 'Only src/api/client.ts calls fetch.' },
  { name: 'indexedDB', message: 'Only src/store/ touches IndexedDB.' },
  { name: 'eval', message: 'The CSP forbids it.' },
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'src/domain/generated/', 'src/messages/generated/', 'public/'] },
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
    files: ['**/*.test.ts', '**/*.test.tsx', '**/testing/**', 'src/api/client.ts', 'src/store/**', 'src/sw/**'],
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    files: ['**/*.test.ts', '**/*.test.tsx', '**/testing/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', '@typescript-eslint/unbound-method': 'off' },
  },
  { files: plainScripts, extends: [tseslint.configs.strict] },
);
