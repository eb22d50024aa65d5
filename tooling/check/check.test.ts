import { describe, expect, test } from 'bun:test'
import { alarmFindings } from './alarms.ts'
import { docFindings, scriptFindings } from './doc-references.ts'
import { lockFileFindings, registryFindings } from './lock-file.ts'
import { driftIn } from './migration-drift.ts'
import { runInLanes } from './run-in-lanes.ts'

describe('documents', () => {
  const project = {
    files: ['README.md', 'packages/db/src/leads/schema.ts', 'docs/decisions/0001-driver.md'],
    scripts: ['start', 'test', 'check', 'new:verb'],
  }
  const findings = (text: string, path = 'README.md') => docFindings([{ path, text }], project)

  test('may mention what exists, placeholders and words with slashes', () => {
    const text =
      'See `packages/db/src/<d>/schema.ts`, `docs/decisions/`, `schema.ts`, [why](docs/decisions/0001-driver.md) and `Asia/Kolkata`; `npm start`, `bun run check`, `new:verb D V`.'
    expect(findings(text)).toEqual([])
  })
  test('may not mention paths that are gone', () => {
    expect(findings('Read `docs/setup.md`.')).toEqual(['README.md:1: there is no docs/setup.md'])
    expect(findings('`packages/db/src/<d>/tables.ts`')).toHaveLength(1)
    expect(findings('[x](docs/gone.md#part)')).toHaveLength(1)
    expect(findings('`tables.ts`')).toEqual(['README.md:1: there is no file called tables.ts'])
  })
  test('link from their own folder', () => {
    expect(findings('[x](./0001-driver.md)', 'docs/decisions/0002-x.md')).toEqual([])
    expect(findings('[x](./0009-gone.md)', 'docs/decisions/0002-x.md')).toHaveLength(1)
  })
  test('may not tell commands that do not exist, in text or in shell blocks', () => {
    expect(findings('`bun run chekc` and `new:thing X`')).toHaveLength(2)
    expect(findings('```sh\nnpm run gone\nnpm install\n```')).toEqual(['README.md:2: there is no script "gone" in package.json'])
  })
})

test('scripts start files that exist', () => {
  const scripts = { a: 'bun tooling/a/main.ts --x', b: 'node tooling/b.mjs', c: 'tsc -p .' }
  expect(scriptFindings(scripts, ['tooling/a/main.ts'])).toEqual([
    'package.json: the script "b" starts tooling/b.mjs, which does not exist',
  ])
})

describe('the lock file', () => {
  test('names no address', () => {
    expect(lockFileFindings('    "a": ["a@1.0.0", "", {}, "sha512-x"],')).toEqual([])
    expect(lockFileFindings('    "a": ["a@1.0.0", "https://mirror.example/a.tgz", {}, "sha512-x"],')).toHaveLength(2)
  })
  test('and no file names a registry', () => {
    expect(registryFindings('.npmrc', 'registry=https://mirror.example/')).toEqual(['.npmrc:1: names a package registry'])
    expect(registryFindings('a.ts', 'const registry = new Registry()\nregister: registry')).toEqual([])
    expect(registryFindings('a.md', `from ${['registry', 'npmjs', 'org'].join('.')}`)).toHaveLength(1)
  })
})

test('drift is what drizzle-kit would change, or would have to ask', () => {
  expect(driftIn({ status: 'no_changes' })).toEqual([])
  expect(
    driftIn({ status: 'ok', statements: [{ type: 'alter_column', diff: { schema: 'events', table: 'outbox', name: 'actor' } }] })[1],
  ).toBe('alter_column events.outbox.actor')
  expect(
    driftIn({ status: 'missing_hints', unresolved: [{ type: 'rename_or_create', entity: ['events', 'outbox', 'who'] }] }),
  ).toHaveLength(2)
})

describe('lanes', () => {
  test('run at most so many at once, answer in order, and a check that breaks has failed', async () => {
    let running = 0
    let most = 0
    const slow = (name: string, found: string[] = []) => ({
      name,
      run: async () => {
        most = Math.max(most, ++running)
        await Promise.resolve()
        running--
        return found
      },
    })
    const broken = { name: 'broken', run: () => Promise.reject(new Error('no such tool')) }
    const results = await runInLanes([slow('a'), broken, slow('b', ['x']), slow('c')], 2)
    expect(results.map(({ name, findings }) => [name, findings.length])).toEqual([
      ['a', 0],
      ['broken', 1],
      ['b', 1],
      ['c', 0],
    ])
    expect(most).toBeLessThanOrEqual(2)
  })
})

test('an alarm that the operators cannot look up is found', () => {
  const sources = [{ path: 'a.ts', text: "ctx.log.error('a fuse blew', {})\nnew Gauge({ name: 'mas_fuses' })" }]
  expect(alarmFindings(sources, '| `a fuse blew`, `mas_fuses` | put another one in |')).toEqual([])
  expect(alarmFindings(sources, '')).toHaveLength(2)
})
