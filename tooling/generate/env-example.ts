import { variables, type Variable } from '@mas/platform/config'

/** `.env.example`: every variable the configuration reads, what it is for and an example, all commented out. */
export function envExample(): { path: string; text: string } {
  const all: Readonly<Record<string, Variable>> = variables
  const entries = Object.entries(all).map(([name, { schema, describe, example }]) => {
    const fallback = schema.safeParse(undefined)
    const needed = fallback.success ? 'Optional' : 'Required'
    return `# ${needed}${defaultOf(fallback)}. ${describe}\n# ${name}=${example}\n`
  })
  const header = '# Written by `bun run generate` from packages/platform/src/config. `npm start` and `npm test` need none of this.\n'
  return { path: '.env.example', text: [header, ...entries].join('\n') }
}

function defaultOf(fallback: ReturnType<Variable['schema']['safeParse']>): string {
  if (!fallback.success || fallback.data === undefined || fallback.data === '') return ''
  return Array.isArray(fallback.data) ? '' : `; default ${String(fallback.data)}`
}
