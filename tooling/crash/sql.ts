import { SQL } from 'bun'
import { z } from 'zod'

/** Asks the database itself: what the checks compare with what the product said. */
export interface Asked {
  rows<S extends z.ZodType>(shape: S, query: string, values?: readonly unknown[]): Promise<z.output<S>[]>
  /** One number. */
  count(query: string, values?: readonly unknown[]): Promise<number>
  close(): Promise<void>
}

export function askDatabase(url: string): Asked {
  const sql = new SQL({ url, max: 1 })
  const rows: Asked['rows'] = async (shape, query, values = []) => z.array(shape).parse([...(await sql.unsafe(query, [...values]))])
  return {
    rows,
    count: async (query, values) => Number((await rows(z.object({ n: z.coerce.number() }), query, values))[0]?.n ?? 0),
    close: () => sql.close(),
  }
}
