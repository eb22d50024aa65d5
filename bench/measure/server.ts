import pg from 'pg'

/** The server that `bench/main.ts` started for the rows, or was given. */
export function serverUrl(): string {
  const url = Bun.env['MAS_TEST_DATABASE_URL']
  if (url === undefined) throw new Error('no database: start a row with `bun run bench <row>`')
  return url
}

/** One statement on the server, outside what is measured. */
export async function onServer(statement: string, url = serverUrl()): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows
  } finally {
    await client.end()
  }
}
