import type { KnipConfig } from 'knip'

const tests = 'src/**/*.test.ts'

/** What is used by nobody: files, dependencies, exports. Entries are what a process, a test or another package starts from. */
const config: KnipConfig = {
  // Exported types describe what a function takes and answers; that nobody names one yet does not make it dead.
  // Two names for one schema are meant: an output that is the thing itself.
  exclude: ['types', 'enumMembers', 'duplicates'],
  ignoreExportsUsedInFile: true,
  ignoreFiles: ['tooling/lint/fixtures/**'],
  // Started by name: tools of `bun run check`, and packages that only pin a version.
  ignoreDependencies: ['bun-types', 'sherif', 'turbo'],
  // Read by drizzle-kit, which asks for no export by name.
  ignoreIssues: { 'packages/db/src/**/*schema.ts': ['exports'], 'packages/db/src/columns.ts': ['exports'] },
  workspaces: {
    '.': { entry: ['*.config.ts'] },
    // The reference page's script is found in its package's folder at run time.
    'apps/api': { entry: ['src/main.ts', 'src/main.*.ts', 'src/ops/page/*.js', tests], ignoreDependencies: ['@scalar/api-reference'] },
    'apps/worker': { entry: ['src/main.ts', tests] },
    'packages/contracts': { entry: [tests] },
    'packages/db': { entry: ['src/**/*schema.ts', 'src/migrate/main.ts', tests], includeEntryExports: true },
    'packages/domain': { entry: [tests, 'src/*/fixtures/generate-*.ts'] },
    'packages/kernel': { entry: [tests] },
    'packages/platform': { entry: ['src/auth/hash-thread.ts', tests] },
    'packages/providers': { entry: [tests, 'src/*/contract.ts', 'src/**/main.ts'] },
    'packages/testing': {},
    tooling: {
      entry: [
        '*/main.ts',
        'first-run/*.mjs',
        'first-run/{serve,run-tests}.ts',
        'crash/{changed,workflows}.ts',
        'crash/boundary/{main,twin}.ts',
        'crash/money/{main,door}.ts',
        '*/fixtures/make-*.ts',
        'lint/*.config.ts',
        '**/*.test.ts',
      ],
      project: ['**/*.{ts,mjs}'],
    },
    // What the product is compared with is a project of its own.
    bench: { entry: ['**/*.ts'], ignore: ['*/present-way/**'] },
  },
}
export default config
