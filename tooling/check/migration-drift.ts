import { z } from 'zod'
import { onBun, outputOf } from './run-tool.ts'

const Answer = z.object({
  status: z.string(),
  statements: z.array(z.object({ type: z.string(), diff: z.looseObject({}).optional() })).optional(),
  unresolved: z.array(z.object({ type: z.string(), entity: z.array(z.string()) })).optional(),
})

/** Would drizzle-kit generate anything? Compares the schema files with the newest snapshot; needs no database. */
export async function migrationDrift(): Promise<string[]> {
  const command = onBun('drizzle-kit', 'generate', '--config', 'packages/db/drizzle.config.ts', '--explain', '--output', 'json')
  const { output } = await outputOf(command)
  const json = output.split('\n').find((line) => line.startsWith('{'))
  if (json === undefined) return ['drizzle-kit gave no answer:', ...output.split('\n').filter((line) => line.trim() !== '')]
  return driftIn(JSON.parse(json))
}

export function driftIn(answer: unknown): string[] {
  const { status, statements = [], unresolved = [] } = Answer.parse(answer)
  if (status === 'no_changes') return []
  return [
    'the schema files and the migrations differ: run `bun run new:migration NAME`',
    ...statements.map(({ type, diff }) => `${type} ${['schema', 'table', 'name'].flatMap((key) => textAt(diff, key)).join('.')}`.trim()),
    ...unresolved.map(({ type, entity }) => `${type} ${entity.join('.')}`),
  ]
}

function textAt(diff: Record<string, unknown> | undefined, key: string): string[] {
  const value = diff?.[key]
  return typeof value === 'string' ? [value] : []
}
