import { sql } from 'drizzle-orm'
import { customType, timestamp, uuid } from 'drizzle-orm/pg-core'

/** Primary key: UUID version 7 made by the application. */
export const id = () => uuid('id').primaryKey()
/** An instant; read as a `Date`. */
export const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** jsonb that survives both drivers for every JSON value: bare numbers, booleans and strings included. */
export const json = customType<{ data: unknown }>({
  dataType: () => 'jsonb',
  toDriver: (value) => sql`${JSON.stringify(value)}::text::jsonb`,
})

export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' })
