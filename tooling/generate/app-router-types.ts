import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/**
 * Writes the router's type for clients out of contracts alone: each verb's input and output schema is found by
 * identity among the exports of `@mas/contracts/*`. Clients so get exact types without one line of server source,
 * which would cost them half a minute of type checking.
 */
export async function appRouterTypes(): Promise<{ path: string; text: string }[]> {
  const { verbsByPath } = await import('../../apps/api/src/trpc/verbs.ts')
  const names = await schemaNames()
  const domains = new Map<string, string[]>()
  const used = new Map<string, Set<string>>()
  const kinds = new Set<string>()
  for (const [path, meta] of verbsByPath()) {
    const [domain = '', verb = ''] = path.split('.')
    const input = nameOf(meta.input, `${meta.verb} input`)
    const output = nameOf(meta.output, `${meta.verb} output`)
    const kind = { query: 'Query', watch: 'Subscription', command: 'Mutation', flow: 'Mutation' }[meta.kind]
    kinds.add(kind)
    const line = `  /** ${meta.summary} */\n    ${verb}: ${kind}<typeof ${input}, typeof ${output}>`
    domains.set(domain, [...(domains.get(domain) ?? []), line])
  }
  const imports = [...used]
    .toSorted()
    .map(([from, schemas]) => `import type { ${[...schemas].toSorted().join(', ')} } from '../${from}/index.ts'`)
  const body = [...domains]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([domain, lines]) => `  ${domain}: {\n  ${lines.toSorted().join('\n  ')}\n  }`)
  const text = [
    '// Written by `bun run generate` from the verbs. Do not edit.',
    `import type { ${[...kinds, 'RouterOf'].toSorted().join(', ')} } from './procedure-types.ts'`,
    ...imports,
    '',
    'export type AppRouter = RouterOf<{',
    body.join('\n'),
    '}>',
    '',
  ].join('\n')
  return [{ path: 'packages/contracts/src/client/app-router.gen.ts', text }]

  function nameOf(schema: z.ZodType, what: string): string {
    const found = names.get(schema)
    if (found === undefined) throw new Error(`${what} is not an export of a contracts index`)
    used.set(found.from, (used.get(found.from) ?? new Set()).add(found.name))
    return found.name
  }
}

async function schemaNames(): Promise<Map<z.ZodType, { name: string; from: string }>> {
  const folder = fileURLToPath(new URL('../../packages/contracts/src/', import.meta.url))
  const names = new Map<z.ZodType, { name: string; from: string }>()
  for (const from of readdirSync(folder).toSorted()) {
    if (from === 'client' || from === 'catalogue') continue
    const exports: Record<string, unknown> = await import(`${folder}${from}/index.ts`)
    for (const [name, value] of Object.entries(exports))
      if (value instanceof z.ZodType && !names.has(value)) names.set(value, { name, from })
  }
  return names
}
