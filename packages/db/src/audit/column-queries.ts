import { sql } from 'drizzle-orm'
import type { Reader } from '../driver/types.ts'
import { rows } from '../rows.ts'

/** How lists and filters come by what they go by; written as the migration writes it, without blanks. */
export const generatedColumns: Readonly<Record<string, string>> = {
  action: `split_part(body,'"',4)`,
  domain: `substr(split_part(body,'.',1),12)`,
  actor_kind: `split_part(body,'"',14)`,
  actor_id: `split_part(body,'"',10)`,
  via_id: `nullif(split_part(split_part(split_part(body,'}',1),'"via":"',2),'"',1),'')`,
  subject_type: `split_part(body,'"',-4)`,
  subject_id: `split_part(body,'"',-8)`,
  platform: `split_part(split_part(body,'"platform":"',-1),'"',1)`,
  request_id: `split_part(body,'"',-14)`,
}

/** Whether every partition still computes its columns from the body: an owner of the table can make plain ones of them, or others. */
export async function areColumnsGenerated(reader: Reader): Promise<boolean> {
  const found = await rows<{ name: string; kind: string; expression: string | null }>(
    reader,
    sql`select a.attname as name, a.attgenerated::text as kind, pg_get_expr(d.adbin, d.adrelid) as expression
        from pg_partition_tree('audit.entries') p join pg_attribute a on a.attrelid = p.relid and a.attnum > 0 and not a.attisdropped
          left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum`,
  )
  const computed = found.filter(({ name }) => name in generatedColumns)
  const tables = found.filter(({ name }) => name === 'body').length
  return (
    computed.length === tables * Object.keys(generatedColumns).length &&
    computed.every(({ name, kind, expression }) => kind === 's' && asWritten(expression ?? '') === generatedColumns[name])
  )
}

/** Postgres writes types and blanks of its own into an expression. */
function asWritten(expression: string): string {
  return expression
    .replaceAll(/::(text|integer)/g, '')
    .replaceAll(/'(-\d+)'/g, '$1')
    .replaceAll(/\s+/g, '')
    .replace(/^NULLIF/, 'nullif')
}
