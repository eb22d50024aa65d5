import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Reader, Tx } from '../driver/types.ts'

export interface ProductRow extends Record<string, unknown> {
  code: string
  name: string
  current_session_year: number | null
  active: boolean
}
const productColumns = sql.raw('code, name, current_session_year, active')

/** A retired code may be made again: it comes back. Undefined where an active one has it. */
export async function insertProduct(
  tx: Tx,
  product: { code: string; name: string; currentSessionYear: number | null },
): Promise<ProductRow | undefined> {
  const [made] = await rows<ProductRow>(
    tx,
    sql`insert into leads.products as p (code, name, current_session_year) values (${product.code}, ${product.name}, ${product.currentSessionYear}::smallint)
        on conflict (code) do update set name = excluded.name, current_session_year = excluded.current_session_year, active = true where not p.active
        returning ${productColumns}`,
  )
  return made
}

export async function lockProduct(tx: Tx, code: string): Promise<ProductRow | undefined> {
  const [found] = await rows<ProductRow>(tx, sql`select ${productColumns} from leads.products where code = ${code} and active for update`)
  return found
}

export async function setProduct(tx: Tx, product: ProductRow): Promise<void> {
  await rows(
    tx,
    sql`update leads.products set name = ${product.name}, current_session_year = ${product.current_session_year}::smallint, active = ${product.active} where code = ${product.code}`,
  )
}

export function pageProducts(
  reader: Reader,
  wanted: { retired: boolean | undefined; afterCode: string | undefined; limit: number },
): Promise<ProductRow[]> {
  const some = wanted.retired === undefined ? sql`true` : sql`active = ${!wanted.retired}`
  return rows<ProductRow>(
    reader,
    sql`select ${productColumns} from leads.products where ${some} and code > ${wanted.afterCode ?? ''} order by code limit ${wanted.limit}`,
  )
}
