import type { Noun } from '../names.ts'

/** A kind of thing with a unique name, through all layers: schema, table, SQL, the way from row to answer. */
export function contractOf(noun: Noun): string {
  return `import { z } from 'zod'
import { Id, Instant, Text } from '../core/index.ts'

export const ${noun.pascal} = z.object({
  id: Id,
  name: z.string().meta({ description: 'Unique among all ${noun.table.replaceAll('_', ' ')}' }),
  createdAt: Instant,
})
export type ${noun.pascal} = z.infer<typeof ${noun.pascal}>
`
}

export function tableOf(domain: string, noun: Noun, schema: { readonly variable: string; readonly declared: boolean }): string {
  const { variable, declared } = schema
  const columns = `import { at, id } from '../columns.ts'`
  const head = declared
    ? `import { text, uniqueIndex } from 'drizzle-orm/pg-core'\n${columns}\nimport { ${variable} } from './schema.ts'`
    : `import { pgSchema, text, uniqueIndex } from 'drizzle-orm/pg-core'\n${columns}\n\nexport const ${variable} = pgSchema('${domain}')`
  return `${head}

export const ${noun.plural} = ${variable}.table(
  '${noun.table}',
  { id: id(), name: text('name').notNull(), createdAt: at('created_at').notNull() },
  (t) => [uniqueIndex('${noun.table}_name_key').on(t.name)],
)
`
}

export function queriesOf(domain: string, noun: Noun): string {
  return `import { sql } from 'drizzle-orm'
import type { Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'

export interface ${noun.pascal}Row extends Record<string, unknown> {
  id: string
  name: string
  created_at: Date
}

export async function insert${noun.pascal}(tx: Tx, ${noun.camel}: { id: string; name: string; at: Date }): Promise<${noun.pascal}Row> {
  const [made] = await rows<${noun.pascal}Row>(
    tx,
    sql\`insert into ${domain}.${noun.table} (id, name, created_at)
        values (\${${noun.camel}.id}::uuid, \${${noun.camel}.name}, \${${noun.camel}.at.toISOString()}::timestamptz) returning id, name, created_at\`,
  )
  if (made === undefined) throw new Error('an insert without a condition answers its row')
  return made
}
`
}

export function findOf(domain: string, noun: Noun): string {
  return `
export async function find${noun.pascal}(reader: Reader, id: string): Promise<${noun.pascal}Row | undefined> {
  const [found] = await rows<${noun.pascal}Row>(reader, sql\`select id, name, created_at from ${domain}.${noun.table} where id = \${id}::uuid\`)
  return found
}
`
}

export function lockOf(domain: string, noun: Noun): string {
  return `
/** Waits until nobody else has the row; it is ours until the transaction ends. */
export async function lock${noun.pascal}(tx: Tx, id: string): Promise<${noun.pascal}Row | undefined> {
  const [found] = await rows<${noun.pascal}Row>(tx, sql\`select id, name, created_at from ${domain}.${noun.table} where id = \${id}::uuid for update\`)
  return found
}
`
}

export function pageOf(domain: string, noun: Noun): string {
  return `
/** Oldest first, along the primary key. */
export function page${noun.pascal}s(reader: Reader, afterId: string | undefined, limit: number): Promise<${noun.pascal}Row[]> {
  const place = afterId === undefined ? sql\`true\` : sql\`id > \${afterId}::uuid\`
  return rows<${noun.pascal}Row>(reader, sql\`select id, name, created_at from ${domain}.${noun.table} where \${place} order by id limit \${limit}\`)
}
`
}

export function rowOf(domain: string, noun: Noun): string {
  return `import type { ${noun.pascal} } from '@mas/contracts/${domain}'
import type { ${noun.pascal}Row } from '@mas/db/${domain}'

/** A row as callers see it. */
export function ${noun.camel}Of(row: ${noun.pascal}Row): ${noun.pascal} {
  return { id: row.id, name: row.name, createdAt: row.created_at.toISOString() }
}
`
}
