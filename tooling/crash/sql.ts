import { SQL } from 'bun'
import { z } from 'zod'

/** Asks the database itself: what the checks compare with what the product said. */
export interface Asked {
  rows<S extends z.ZodType>(shape: S, query: string, values?: readonly unknown[]): Promise<z.output<S>[]>
  /** One number. */
  count(query: string, values?: readonly unknown[]): Promise<number>
  close(): Promise<void>
}

/** A server that was killed under load reads its log for minutes before it answers. */
const patienceMs = 300_000

/** Whoever looks is struck too when Postgres is: it asks again until the server is back. */
async function whenUp<T>(ask: () => Promise<T>): Promise<T> {
  for (const began = performance.now(); ;) {
    try {
      return await ask()
    } catch (thrown) {
      if (performance.now() - began > patienceMs || !isAway(thrown)) throw thrown
      await Bun.sleep(100)
    }
  }
}

function isAway(thrown: unknown): boolean {
  const [code, errno, message] = ['code', 'errno', 'message'].map((key) => String(Reflect.get(Object(thrown), key)))
  return (
    /CONNECTION|^ECONN/.test(code ?? '') || /^(57P0|08)/.test(errno ?? '') || /database system|terminating connection/.test(message ?? '')
  )
}

export function askDatabase(url: string): Asked {
  const sql = new SQL({ url, max: 1 })
  const rows: Asked['rows'] = async (shape, query, values = []) =>
    z.array(shape).parse([...(await whenUp(() => sql.unsafe(query, [...values])))])
  return {
    rows,
    count: async (query, values) => Number((await rows(z.object({ n: z.coerce.number() }), query, values))[0]?.n ?? 0),
    close: () => sql.close(),
  }
}
