import { describe, expect, test } from 'bun:test'
import { judgeImports, type DomainMap } from './judge.ts'
import { judgeMap } from './judge-map.ts'
import { readImports } from './read-imports.ts'

const map: DomainMap = { audit: [], identity: ['audit'], leads: ['identity'] }
const judge = (path: string, ...imports: string[]) => judgeImports([{ path, imports }], map)
const lead = 'packages/domain/src/leads/capture-lead.ts'

describe('imports are found', () => {
  test('of every form, type-only ones included', () => {
    const source = `
      import a from 'a'
      import type { B } from 'b'
      import { type C } from 'c'
      import 'd'
      export * from 'e'
      export type { F } from 'f'
      const g = await import('g')
      type H = import('h').H
      const no = "import x from 'no'" // import y from 'no-comment'
    `
    expect(readImports('x.ts', source).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
  })
})

describe('packages', () => {
  test('know only what stands below them', () => {
    expect(judge(lead, '@mas/kernel', '@mas/contracts/leads', '@mas/db/leads', 'zod')).toEqual([])
    expect(judge('packages/kernel/src/verb.ts', '@mas/db')).toEqual(['packages/kernel/src/verb.ts: kernel may not know db'])
    expect(judge(lead, '@mas/platform')).toEqual([`${lead}: domain may not know platform`])
    expect(judge('packages/providers/src/sms/x.ts', '@mas/domain/leads')).toHaveLength(1)
    expect(judge('packages/wiring/src/index.ts', '@mas/platform', '@mas/providers/email')).toEqual([])
  })
  test('apps are known by nobody, not even by tests of packages', () => {
    expect(judge('packages/domain/src/leads/x.test.ts', '@mas/api/app')).toHaveLength(1)
    expect(judge('apps/worker/src/main.ts', '@mas/api')).toHaveLength(1)
  })
  test('are not left by relative paths', () => {
    expect(judge(lead, '../../../kernel/src/verb.ts')).toHaveLength(1)
  })
})

describe('domains', () => {
  test('are entered by their index only', () => {
    expect(judge(lead, '../identity/index.ts')).toEqual([])
    expect(judge(lead, '../identity/sign-in.ts')).toEqual([
      `${lead}: '../identity/sign-in.ts' reaches into identity; a domain has one door, its index`,
    ])
    expect(judge('packages/domain/src/leads/x.test.ts', '../identity/sign-in.ts')).toHaveLength(1)
  })
  test('call along a direct edge of the map, never upward', () => {
    expect(judge(lead, '../audit/index.ts')).toHaveLength(1)
    expect(judge('packages/domain/src/audit/record.ts', '../leads/index.ts')).toHaveLength(1)
    expect(judge('packages/domain/src/audit/record.ts', '@mas/contracts/leads')).toHaveLength(1)
  })
  test('hear the events of domains above, in their subscribers only', () => {
    expect(judge('packages/domain/src/identity/subscribers.ts', '@mas/contracts/leads')).toEqual([])
    expect(judge('packages/domain/src/identity/subscribers.ts', '../leads/index.ts')).toHaveLength(1)
    expect(judge('packages/domain/src/identity/sign-in.ts', '@mas/contracts/leads')).toHaveLength(1)
  })
  test('read their own tables, never those of another domain', () => {
    expect(judge(lead, '@mas/db/identity')).toHaveLength(1)
    expect(judge(lead, '@mas/db/events', '@mas/db/reports')).toEqual([])
  })
  test('point foreign keys and schemas downward only', () => {
    expect(judge('packages/db/src/leads/schema.ts', '../audit/schema.ts')).toEqual([])
    expect(judge('packages/db/src/audit/schema.ts', '../leads/schema.ts')).toHaveLength(1)
    expect(judge('packages/contracts/src/audit/entry.ts', '../leads/index.ts')).toHaveLength(1)
  })
})

describe('the map', () => {
  const file = (domain: string, ...imports: string[]) => ({ path: `packages/domain/src/${domain}/x.ts`, imports })
  const real = [file('audit'), file('identity', '../audit/index.ts'), file('leads', '../identity/index.ts')]
  test('equals the real imports', () => {
    expect(judgeMap(real, map)).toEqual([])
    expect(judgeMap([file('audit'), file('identity'), file('leads', '../identity/index.ts')], map)).toHaveLength(1)
    expect(judgeMap([...real, file('tokens')], map)).toHaveLength(1)
    expect(judgeMap(real.slice(0, 2), map).length).toBeGreaterThan(0)
  })
  test('may have an edge for the sake of an event or a foreign key', () => {
    expect(
      judgeMap(
        [
          file('audit'),
          file('identity', '@mas/contracts/audit'),
          file('leads'),
          { path: 'packages/db/src/leads/schema.ts', imports: ['../identity/schema.ts'] },
        ],
        map,
      ),
    ).toEqual([])
  })
  test('has no cycle', () => {
    expect(judgeMap([file('a', '../b/index.ts'), file('b', '../a/index.ts')], { a: ['b'], b: ['a'] })).toHaveLength(2)
  })
})
