import pg from 'pg'

type Parse = (text: string) => unknown
const { types } = pg

const instant: Parse = (text) =>
  text === 'infinity' ? Infinity : text === '-infinity' ? -Infinity : types.getTypeParser(types.builtins.TIMESTAMPTZ)(text)
const asText: Parse = (text) => text
/** Any array that Postgres writes as text, its elements read by `element`. */
function arrayOf(element: Parse): Parse {
  const read = (value: unknown): unknown => (Array.isArray(value) ? value.map(read) : typeof value === 'string' ? element(value) : value)
  return (text) => read(types.getTypeParser(oidOf.textArray)(text))
}

const oidOf = { textArray: 1009, timestampArray: 1115, dateArray: 1182, timestamptzArray: 1185, numericArray: 1231 }
const timestamp: Parse = (text) => instant(text.includes('infinity') ? text : `${text}+00`)
const date: Parse = (text) => instant(text.includes('infinity') ? text : `${text} 00:00:00+00`)

/** Where `pg` and Bun's client read a type differently, Bun's reading. Never the zone of the machine, never a rounded number. */
const likeBun = new Map<number, Parse>([
  [types.builtins.TIMESTAMPTZ, instant],
  [types.builtins.TIMESTAMP, timestamp],
  [types.builtins.DATE, date],
  [types.builtins.INTERVAL, asText],
  [oidOf.timestamptzArray, arrayOf(instant)],
  [oidOf.timestampArray, arrayOf(timestamp)],
  [oidOf.dateArray, arrayOf(date)],
  [oidOf.numericArray, arrayOf(asText)],
])

/**
 * Lets hand-written SQL answer the same values as on Bun. Drizzle asks `pg` for instants as text with every query; its
 * own query builder (which takes rows as arrays) relies on that, so only rows asked for as objects are changed.
 */
export function readLikeBun(client: pg.Client | pg.PoolClient): void {
  const query: unknown = Reflect.get(client, 'query')
  if (typeof query !== 'function') return
  Reflect.set(client, 'query', (...args: unknown[]) => Reflect.apply(query, client, [withTypes(args[0]), ...args.slice(1)]))
}

function withTypes(request: unknown): unknown {
  if (typeof request !== 'object' || request === null || !('types' in request)) return request
  return 'rowMode' in request && request.rowMode === 'array' ? request : { ...request, types: parsers }
}
const parsers = { getTypeParser: (oid: number) => likeBun.get(oid) ?? types.getTypeParser(oid) }
