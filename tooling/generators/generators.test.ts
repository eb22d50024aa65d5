import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { addImport, addMember } from './edits.ts'
import { copyProject, runIn } from './copied-project.ts'
import { domainName, nounOfDomain, verbName } from './names.ts'

setDefaultTimeout(180_000)
let copy = ''
beforeAll(() => {
  copy = copyProject()
})
afterAll(() => rmSync(copy, { recursive: true }))

const make = (...words: string[]) => runIn(copy, process.execPath, 'tooling/generators/main.ts', ...words)
const check = (...paths: string[]) =>
  runIn(copy, process.execPath, 'tooling/check/main.ts', '--all', ...paths.flatMap((path) => ['--part', path]))
const read = (path: string) => readFileSync(copy + path, 'utf8')

describe('in a copy of the project', () => {
  test('a domain, verbs on its rows, a new kind of row and a job are made one after the other', async () => {
    for (const words of [
      ['domain', 'badges'],
      ['verb', 'badges', 'award-badge'],
      ['verb', 'badges', 'list-badges', '--query'],
      ['verb', 'badges', 'create-badge-case'],
      ['verb', 'badges', 'get-badge-case', '--query'],
      ['verb', 'settings', 'create-setting-group'],
      ['job', 'badges', 'recount-badges'],
      ['job', 'badges', 'retire-badges'],
      ['migration', 'badge_guards', '--empty'],
    ])
      expect(await make(...words)).toMatchObject({ code: 0 })
  })

  test('they show up in the permission table, the router, the client types, the queues and the domain map', () => {
    expect(read('packages/contracts/src/catalogue/permissions.gen.ts')).toContain('...badgesPermissions')
    expect(read('apps/api/src/trpc/root.gen.ts')).toContain('badges: badgesRouter')
    expect(read('packages/contracts/src/client/app-router.gen.ts')).toContain('awardBadge: Mutation<typeof AwardBadgeInput, typeof Badge>')
    expect(read('packages/contracts/src/client/app-router.gen.ts')).toContain(
      'listBadges: Query<typeof ListBadgesInput, typeof ListBadgesOutput>',
    )
    expect(read('packages/domain/src/wiring/index.ts')).toContain('...badgesHandlers')
    expect(read('packages/domain/domain-map.ts')).toContain("badges: ['audit']")
    const migrations = readdirSync(`${copy}packages/db/migrations`)
    for (const name of ['badges', 'badges_badge_cases', 'settings_setting_groups', 'badge_guards'])
      expect(migrations.map((folder) => folder.slice(15))).toContain(name)
  })

  test('everything made passes every check', async () => {
    // What was made and the lists that name it; the suite's own check looks at the rest of the project.
    const files = ['apps', 'packages'].flatMap((folder) =>
      readdirSync(copy + folder, { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
    )
    const made = files.filter((path) => /badge|setting-group/.test(path) && path.endsWith('.ts'))
    expect(made.length).toBeGreaterThan(15)
    const lists = files.filter((path) => path.endsWith('.gen.ts') && !path.includes('node_modules'))
    expect(lists.length).toBeGreaterThan(3)
    const { output } = await check(...made, ...lists, 'packages/domain/src/wiring/index.ts', 'packages/domain/domain-map.ts')
    const ours = output.split('\n').filter((line) => /badge|setting-?group|setting_group/i.test(line))
    expect(ours).toEqual([])
    // Other files of the project may be in the making; what is asked here is whether these looked at ours.
    expect(output).toMatch(/^lint and types +(ok|\d+ found)/m)
    expect(output).not.toContain('the check itself broke')
    expect(output).toMatch(/^migrations +ok/m)
    expect(output).toMatch(/^generated files +ok/m)
  })

  test('its tests pass', async () => {
    const { code, output } = await runIn(
      copy,
      process.execPath,
      'test',
      'packages/domain/src/badges',
      'packages/domain/src/settings/create-setting-group',
    )
    expect(output).toContain(' 0 fail')
    expect(code).toBe(0)
    expect(Number(/ (\d+) pass/.exec(output)?.[1])).toBeGreaterThan(12)
  })

  test('nothing is ever overwritten, and a refusal writes nothing at all', async () => {
    const before = read('packages/contracts/src/badges/permissions.ts')
    expect(await make('domain', 'badges')).toEqual({
      code: 1,
      output: 'packages/contracts/src/badges exists already; nothing was written\n',
    })
    expect((await make('verb', 'badges', 'award-badge')).output).toContain('packages/domain/src/badges/award-badge.ts exists already')
    expect((await make('verb', 'settings', 'freeze-setting')).output).toContain('packages/contracts/src/settings/setting.ts exists already')
    expect(read('packages/contracts/src/badges/permissions.ts')).toBe(before)
    expect(existsSync(`${copy}packages/domain/src/settings/freeze-setting.ts`)).toBe(false)
  })

  test('what cannot be made is refused in words', async () => {
    expect((await make('domain', 'Badges')).output).toContain('one lower-case word')
    expect((await make('domain', 'user')).output).toContain('"user" is taken')
    expect((await make('domain')).output).toContain('say which domain')
    expect((await make('verb', 'nowhere', 'award-badge')).output).toContain('there is no domain "nowhere"')
    expect((await make('verb', 'badges', 'award')).output).toContain('<do>-<what>')
    expect((await make('verb', 'badges', 'find-medal', '--query')).output).toContain('new:verb badges create-medal')
    expect((await make('verb', 'badges', 'award-badge', '--fast')).output).toContain('--fast means nothing here; there is --query')
    expect((await make('migration', 'Add Badges')).output).toContain('cannot be a migration')
    expect((await make('cake')).output).toContain('domain, verb, job or migration')
  })
})

describe('names', () => {
  test('of nouns follow the domain', () => {
    expect(['badges', 'categories', 'classes', 'hiring', 'analysis'].map((domain) => nounOfDomain(domain).kebab)).toEqual([
      'badge',
      'category',
      'class',
      'hiring-item',
      'analysis-item',
    ])
  })
  test('of verbs say what is done to what', () => {
    expect(verbName('award-gold-badge')).toMatchObject({
      camel: 'awardGoldBadge',
      pascal: 'AwardGoldBadge',
      doing: 'award',
      noun: { kebab: 'gold-badge', table: 'gold_badges', plural: 'goldBadges' },
    })
    expect(verbName('list-categories').noun.kebab).toBe('category')
  })
  test('of the plumbing and of SQL are no domains', () => {
    for (const name of ['wiring', 'core', 'table', 'a', 'mr-test', '1st']) expect(() => domainName(name)).toThrow()
  })
})

describe('edits', () => {
  test('put a member before the closing bracket, past strings and comments with brackets in them', () => {
    const text = "const a = f('x', {\n  one: ')}', // not here })\n  two: [1, 2],\n})\nconst b = {}\n"
    expect(addMember(text, "f('x', {", '  three: 3')).toBe(
      "const a = f('x', {\n  one: ')}', // not here })\n  two: [1, 2],\n  three: 3,\n})\nconst b = {}\n",
    )
    expect(addMember('g({ a, b })', 'g({', 'c')).toBe('g({ a, b,\nc,\n})')
    expect(addMember('nothing', 'g({', 'c')).toBeUndefined()
  })
  test('add names to an import, once', () => {
    expect(addImport("import { b } from './x.ts'\n", './x.ts', 'a', 'b')).toBe("import { a, b } from './x.ts'\n")
    expect(addImport('const x = 1\n', 'zod', 'z')).toBe("import { z } from 'zod'\nconst x = 1\n")
  })
})
