/** The database of a benchmark's children. */
export function databaseUrl(): string {
  const url = Bun.env['DATABASE_URL']
  if (url === undefined) throw new Error('a benchmark starts this with DATABASE_URL')
  return url
}
