import { sql, type SQL } from 'drizzle-orm'
import type { Reader } from './driver/types.ts'
import { translate } from './translate.ts'

/**
 * Runs hand-written SQL and answers its rows as objects, on both drivers alike; what the database refuses is thrown as
 * a code. The caller names the row's type: keep the select list and the type side by side. Parameters that stand alone
 * in a select list need a cast (`${n}::int`), because the drivers guess their types differently.
 */
export async function rows<Row extends Record<string, unknown>>(reader: Reader, statement: SQL): Promise<Row[]> {
  try {
    return [...(await reader.execute<Row>(statement, 'objects'))] // Bun's own result is an array with more to it
  } catch (thrown) {
    throw translate(thrown)
  }
}

/**
 * Many rows as one parameter: `insert into t (a, b) select a, b from ${recordset(rows, 'a uuid, b text')}`.
 * One JSON text is the one bulk encoding that both drivers bind correctly, nulls, arrays and jsonb included.
 */
export function recordset(values: readonly Record<string, unknown>[], columns: string, alias = 'r'): SQL {
  return sql`jsonb_to_recordset(${JSON.stringify(values)}::text::jsonb) as ${sql.raw(alias)}(${sql.raw(columns)})`
}

/** `= any(${uuids(ids)})`: a list of ids as one parameter. */
export function uuids(ids: readonly string[]): SQL {
  return sql`array(select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)::uuid)`
}

/** `= any(${texts(values)})`: a list of texts as one parameter. */
export function texts(values: readonly string[]): SQL {
  return sql`array(select jsonb_array_elements_text(${JSON.stringify(values)}::text::jsonb))`
}
