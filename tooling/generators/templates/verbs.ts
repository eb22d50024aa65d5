import type { VerbName } from '../names.ts'

export interface Template {
  /** Input schema, added to the noun's contract. */
  readonly input: string
  /** What the input schema needs besides `z`, `Id`, `Instant` and `Text`. */
  readonly inputImports: readonly string[]
  readonly verb: string
  readonly test: string
}

const cast = (verb: VerbName) => `${verb.pascal}Input`

export function createVerb(domain: string, verb: VerbName): Template {
  const { noun } = verb
  return {
    inputImports: [],
    input: `\nexport const ${cast(verb)} = z.strictObject({ name: Text(120).meta({ description: 'Unique among all ${noun.table.replaceAll('_', ' ')}' }) })\n`,
    verb: `import { ${cast(verb)}, ${noun.pascal} } from '@mas/contracts/${domain}'
import { insert${noun.pascal} } from '@mas/db/${domain}'
import { command, newId } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { ${noun.camel}Of } from './${noun.kebab}-row.ts'

export const ${verb.camel} = command({
  verb: '${domain}.${verb.kebab}',
  summary: 'Adds a ${noun.words} under a name that no other has.',
  permission: '${domain}.${verb.kebab}',
  refuses: ['${domain}.${noun.kebab}-exists'],
  input: ${cast(verb)},
  output: ${noun.pascal},
  run: async (t, { name }) => {
    const at = t.clock.now()
    const id = newId(at.getTime())
    const ${noun.camel} = await insert${noun.pascal}(t.tx, { id, name, at })
    await record(t, { action: '${domain}.${verb.kebab}', subject: { type: '${noun.kebab}', id }, after: { name } })
    return ${noun.camel}Of(${noun.camel})
  },
})
`,
    test: `import { refusalOf, someone, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { listEntries } from '../audit/index.ts'
import { ${verb.camel} } from './index.ts'

const harness = useHarness()
const admin = someone('ADMIN')

test('a new ${noun.words} is answered and recorded', async () => {
  const made = await ${verb.camel}(harness.ctx(admin), { name: 'First' })
  expect(made).toMatchObject({ name: 'First', createdAt: '2026-11-23T04:30:00.000Z' })
  const { items } = await listEntries(harness.ctx(admin), { subjectType: '${noun.kebab}', subjectId: made.id })
  expect(items.map((entry) => entry.action)).toEqual(['${domain}.${verb.kebab}'])
})

test('of ten at once under one name exactly one is added', async () => {
  const codes = await Promise.all(Array.from({ length: 10 }, () => refusalOf(${verb.camel}(harness.ctx(admin), { name: 'Only' }))))
  expect(codes.filter((code) => code === '${domain}.${noun.kebab}-exists')).toHaveLength(9)
})

test('other roles and empty names are refused', async () => {
  expect(await refusalOf(${verb.camel}(harness.ctx(someone('USER')), { name: 'Mine' }))).toBe('request.forbidden')
  expect(await refusalOf(${verb.camel}(harness.ctx(admin), { name: ' ' }))).toBe('request.invalid')
})
`,
  }
}

export function getVerb(domain: string, verb: VerbName, create: string | undefined): Template {
  const { noun } = verb
  return {
    inputImports: [],
    input: `\nexport const ${cast(verb)} = z.strictObject({ id: Id })\n`,
    verb: `import { ${cast(verb)}, ${noun.pascal} } from '@mas/contracts/${domain}'
import { find${noun.pascal} } from '@mas/db/${domain}'
import { fail, query } from '@mas/kernel'
import { ${noun.camel}Of } from './${noun.kebab}-row.ts'

export const ${verb.camel} = query({
  verb: '${domain}.${verb.kebab}',
  summary: 'Answers one ${noun.words} by its id.',
  permission: '${domain}.${verb.kebab}',
  refuses: ['${domain}.${noun.kebab}-not-found'],
  input: ${cast(verb)},
  output: ${noun.pascal},
  run: async (ctx, { id }) => {
    const row = await find${noun.pascal}(ctx.db, id)
    if (row === undefined) throw fail('${domain}.${noun.kebab}-not-found')
    return ${noun.camel}Of(row)
  },
})
`,
    test: testOf(
      verb,
      create,
      `expect(await ${verb.camel}(harness.ctx(admin), { id: made.id })).toEqual(made)`,
      '{ id: newId() }',
      `'${domain}.${noun.kebab}-not-found'`,
    ),
  }
}

export function listVerb(domain: string, verb: VerbName, create: string | undefined): Template {
  const { noun } = verb
  return {
    inputImports: ['pageInput', 'pageOf'],
    input: `\nexport const ${cast(verb)} = z.strictObject({ ...pageInput })\nexport const ${verb.pascal}Output = pageOf(${noun.pascal})\n`,
    verb: `import { Id } from '@mas/contracts/core'
import { ${cast(verb)}, ${verb.pascal}Output } from '@mas/contracts/${domain}'
import { page${noun.pascal}s } from '@mas/db/${domain}'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { ${noun.camel}Of } from './${noun.kebab}-row.ts'

const list = '${domain}.${verb.kebab}'

export const ${verb.camel} = query({
  verb: '${domain}.${verb.kebab}',
  summary: 'Lists every ${noun.words}, oldest first.',
  permission: '${domain}.${verb.kebab}',
  input: ${cast(verb)},
  output: ${verb.pascal}Output,
  run: async (ctx, { cursor, limit }) => {
    const afterId = cursor === undefined ? undefined : decodeCursor(list, cursor, z.tuple([Id]))[0]
    const page = cutPage(list, await page${noun.pascal}s(ctx.db, afterId, limit + 1), limit, (row) => [row.id])
    return { ...page, items: page.items.map(${noun.camel}Of) }
  },
})
`,
    test: testOf(
      verb,
      create,
      `const page = await ${verb.camel}(harness.ctx(admin), { limit: 1 })\n  expect(page).toMatchObject({ items: [made], nextCursor: null })`,
      `{ cursor: 'not ours' }`,
      `'request.cursor-invalid'`,
    ),
  }
}

/** A change to a row that exists: locks it and records the reason, which is what every such verb begins and ends with. */
export function changeVerb(domain: string, verb: VerbName, create: string | undefined): Template {
  const { noun } = verb
  return {
    inputImports: [],
    input: `\nexport const ${cast(verb)} = z.strictObject({ id: Id, reason: Text(500, 5) })\n`,
    verb: `import { ${cast(verb)}, ${noun.pascal} } from '@mas/contracts/${domain}'
import { lock${noun.pascal} } from '@mas/db/${domain}'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { ${noun.camel}Of } from './${noun.kebab}-row.ts'

export const ${verb.camel} = command({
  verb: '${domain}.${verb.kebab}',
  summary: 'Takes one ${noun.words} through "${verb.doing}" and records why.',
  permission: '${domain}.${verb.kebab}',
  refuses: ['${domain}.${noun.kebab}-not-found'],
  input: ${cast(verb)},
  output: ${noun.pascal},
  run: async (t, { id, reason }) => {
    const row = await lock${noun.pascal}(t.tx, id)
    if (row === undefined) throw fail('${domain}.${noun.kebab}-not-found')
    await record(t, { action: '${domain}.${verb.kebab}', subject: { type: '${noun.kebab}', id }, reason })
    return ${noun.camel}Of(row)
  },
})
`,
    test: testOf(
      verb,
      create,
      `expect(await ${verb.camel}(harness.ctx(admin), { id: made.id, reason: 'no longer used' })).toEqual(made)`,
      `{ id: newId(), reason: 'no longer used' }`,
      `'${domain}.${noun.kebab}-not-found'`,
    ),
  }
}

function testOf(verb: VerbName, create: string | undefined, success: string, wrong: string, code: string): string {
  const needsId = wrong.includes('newId()')
  const works = `
test('${verb.doing} works on a ${verb.noun.words} that exists', async () => {
  const made = await ${create}(harness.ctx(admin), { name: 'First' })
  ${success}
})
`
  return `import { refusalOf, someone, useHarness } from '@mas/testing'
${needsId ? `import { newId } from '@mas/kernel'\n` : ''}import { expect, test } from 'bun:test'
import { ${[create, verb.camel].flatMap((name) => name ?? []).join(', ')} } from './index.ts'

const harness = useHarness()
const admin = someone('ADMIN')
${create === undefined ? '' : works}
test('what is not there, and who may not, is refused', async () => {
  expect(await refusalOf(${verb.camel}(harness.ctx(admin), ${wrong}))).toBe(${code})
  expect(await refusalOf(${verb.camel}(harness.ctx(someone('USER')), ${wrong}))).toBe('request.forbidden')
})
`
}
