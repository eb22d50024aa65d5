import pg from 'pg'
import type { Person } from './people.ts'

/** Rows per second of one COPY into one table with its key and an index on each value. */
export async function copyRate(url: string, all: readonly Person[]): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`create table public.copied (id uuid primary key, name text, phone text, email text, city text, college text);
    create index copied_phone_idx on public.copied (phone); create index copied_email_idx on public.copied (email)`)
  const lines = all.map((one) => `${crypto.randomUUID()},${Object.values(one).join(',')}\n`)
  const started = performance.now()
  const copied = Promise.withResolvers<void>()
  // What pg sends to `handle…` is its own protocol for queries; it ships no type for one that is made outside.
  client.query({
    submit: (connection: pg.Connection) => connection.query('copy public.copied from stdin (format csv)'),
    handleCopyInResponse: (connection: CopyIn) => {
      for (let at = 0; at < lines.length; at += 500) connection.sendCopyFromChunk(Buffer.from(lines.slice(at, at + 500).join('')))
      connection.endCopyFrom()
    },
    handleCommandComplete: () => {},
    handleReadyForQuery: () => copied.resolve(),
    handleError: (error: Error) => copied.reject(error),
  })
  await copied.promise
  const seconds = (performance.now() - started) / 1000
  await client.end()
  return all.length / seconds
}

interface CopyIn {
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}
