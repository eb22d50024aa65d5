import { defineConfig } from 'oxlint'
import { rules } from './tooling/lint/plugin.ts'

// Run with Bun (`bun run lint`): our own rules are TypeScript.
export default defineConfig({
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'promise'],
  jsPlugins: ['./tooling/lint/plugin.ts'],
  categories: { correctness: 'error' },
  ignorePatterns: ['node_modules', 'tooling/lint/fixtures', '**/*.gen.ts', '.mas', 'coverage', 'dist'],
  rules: {
    eqeqeq: 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    'no-self-compare': 'error',
    'no-eval': 'error',
    'no-new-func': 'error',
    'typescript/no-implied-eval': 'error',
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'import/no-self-import': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/ban-ts-comment': 'error',
    'typescript/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    'typescript/no-floating-promises': ['error', { checkThenables: false }],
    'typescript/no-misused-promises': 'error',
    'typescript/await-thenable': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/no-unnecessary-type-assertion': 'error',
    // Off, because here they only report what is meant: characters by code point, ports whose methods need no `this`,
    // strings sorted as strings, and promise chains at process edges.
    'typescript/no-misused-spread': 'off',
    'typescript/unbound-method': 'off',
    'typescript/require-array-sort-compare': 'off',
    'promise/no-callback-in-promise': 'off',
    // Objects in text are found by no-base-to-string; this one also refuses URLSearchParams of Bun's types.
    'typescript/restrict-template-expressions': 'off',
    ...Object.fromEntries(Object.keys(rules).map((name) => [`mas/${name}`, 'error'] as const)),
  },
  overrides: [{ files: ['*.config.ts', '**/*.config.ts'], rules: { 'import/no-default-export': 'off' } }],
})
