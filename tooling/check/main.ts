/**
 * `bun run check`: everything that can be known without running the product and without a database.
 * `--all` prints every finding. `--part PATH` (several times) looks for types and lint at those files only, with one type checker for both: a third
 * of the work. Two long checks run side by side, the short ones fill the gaps.
 */
import { lstatSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readMigrations } from '@mas/db/migrate'
import { domainMap } from '@mas/domain/map'
import { z } from 'zod'
import { chapters } from '../asvs/chapters/index.ts'
import { asvsFindings, projectAt } from '../asvs/check.ts'
import { isTest, isTestSupport } from '../test-files.ts'
import { checkBoundaries } from '../boundaries/index.ts'
import { alarmFindings } from './alarms.ts'
import { docFindings, scriptFindings } from './doc-references.ts'
import { fileSizes } from './file-sizes.ts'
import { lockFileFindings, registryFindings } from './lock-file.ts'
import { contractFindings } from './migration-contract.ts'
import { migrationDrift } from './migration-drift.ts'
import { projectFiles, root } from './project-files.ts'
import { runInLanes, type Check, type Result } from './run-in-lanes.ts'
import { onBun, runTool } from './run-tool.ts'

const started = performance.now()
const { values: asked } = parseArgs({ options: { all: { type: 'boolean' }, part: { type: 'string', multiple: true } } })
const paths = projectFiles()
const read = (path: string) => readFileSync(root + path, 'utf8')
const sizes = fileSizes(paths)

const lint = (...more: readonly string[]) =>
  runTool(onBun('oxlint', '--type-aware', '--deny-warnings', '-f', 'unix', ...more), { GOMAXPROCS: '1' })
// The type-aware linter is a type checker of its own: one core each, or the two fight for both.
const whole: readonly Check[] = [
  { name: 'lint', run: () => lint() },
  { name: 'types', run: () => runTool(['node_modules/.bin/tsc', '-p', '.', '--singleThreaded', '--pretty', 'false']) },
]
const part = asked.part
const checks: readonly Check[] = [
  ...(part === undefined ? whole : [{ name: 'lint and types', run: () => lint('--type-check', ...part) }]),
  { name: 'unused code', run: () => runTool(onBun('knip', '--no-progress', '--no-config-hints')) },
  { name: 'generated files', run: () => runTool([process.execPath, 'tooling/generate/main.ts', '--check']) },
  { name: 'migrations', run: async () => [...(await migrationDrift()), ...contractFindings(readMigrations())] },
  { name: 'format', run: () => runTool(['node_modules/.bin/oxfmt', '--list-different']) },
  { name: 'boundaries', run: () => checkBoundaries(root, paths, domainMap) },
  { name: 'packages', run: () => runTool(['node_modules/.bin/sherif']) },
  { name: 'documents', run: documents },
  { name: 'repository', run: repository },
  { name: 'asvs', run: () => asvsFindings(chapters, projectAt(root, paths)) },
  { name: 'file sizes', run: () => sizes.findings },
]

const results = await runInLanes(checks, 2)
print(results)
process.exit(results.some((result) => result.findings.length > 0) ? 1 : 0)

function documents(): string[] {
  const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')))
  const written = paths.filter((path) => /^([A-Z]+\.md|docs\/.*\.md|(apps|packages|tooling|bench)\/.*\.md)$/.test(path))
  const texts = written.map((path) => ({ path, text: read(path) }))
  const sources = paths.filter((path) => /^(apps|packages)\/.*\/src\/.*\.ts$/.test(path) && !isTest(path) && !isTestSupport(path))
  return [
    ...docFindings(texts, { files: paths, scripts: Object.keys(scripts) }),
    ...scriptFindings(scripts, paths),
    ...alarmFindings(
      sources.map((path) => ({ path, text: read(path) })),
      read('docs/operations.md'),
    ),
  ]
}

function repository(): string[] {
  const links = paths.filter((path) => lstatSync(root + path).isSymbolicLink())
  return [
    ...lockFileFindings(read('bun.lock')),
    ...textFiles().flatMap((path) => registryFindings(path, read(path))),
    ...links.map((path) => `${path}: a symbolic link; it would point nowhere on another machine`),
  ]
}

function textFiles(): string[] {
  const itself = /^tooling\/check\/(lock-file|check\.test)\.ts$/
  return paths.filter(
    (path) =>
      /\.(ts|mjs|json|toml|md|ya?ml|sh)$|(^|\/)[^.]+$|\.npmrc$/.test(path) &&
      path !== 'bun.lock' &&
      !itself.test(path) &&
      !lstatSync(root + path).isSymbolicLink(),
  )
}

function print(all: readonly Result[]): void {
  for (const { name, findings, seconds } of all) {
    const state = findings.length === 0 ? 'ok' : `${findings.length} found`
    console.log(`${name.padEnd(16)} ${state.padEnd(12)} ${seconds.toFixed(2).padStart(6)} s`)
  }
  console.log(`${'all'.padEnd(16)} ${''.padEnd(12)} ${((performance.now() - started) / 1000).toFixed(2).padStart(6)} s`)
  console.log(`${sizes.files} hand-written files, median ${sizes.median} lines, largest ${sizes.largest.lines} (${sizes.largest.path})`)
  for (const { name, findings } of all) if (findings.length > 0) console.log(`\n${name}\n${shown(findings).join('\n')}`)
}

function shown(findings: readonly string[]): string[] {
  const most = asked.all === true ? Infinity : 60
  const lines = findings.slice(0, most).map((finding) => `  ${finding.trimEnd()}`)
  return findings.length > most ? [...lines, `  … and ${findings.length - most} more (\`bun run check --all\`)`] : lines
}
