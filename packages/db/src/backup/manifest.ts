import { z } from 'zod'

const Count = z.int().nonnegative()
const Name = z.string().regex(/^[a-z][a-z0-9_]*$/)
const Hex = z.string().regex(/^[0-9a-f]{64}$/)

/** What one backup holds; written last, so a folder without it is not a backup. Rows are in the COPY text format, gzipped. */
export const Manifest = z.strictObject({
  format: z.literal(1),
  takenAt: z.iso.datetime(),
  /** Applied migrations, as recorded by the runner: a restore applies exactly these before the rows. */
  migrations: z.array(z.strictObject({ name: z.string().regex(/^[0-9a-z_]+$/), hash: Hex })),
  /** Version of the queue's own schema, which its library makes. */
  queueVersion: z.int().positive(),
  tables: z.array(
    z.strictObject({ schema: Name, table: Name, columns: z.array(Name).min(1), rows: Count, file: z.string(), bytes: Count, sha256: Hex }),
  ),
  /** `bound` is what follows `PARTITION OF parent`, as Postgres prints it. */
  partitions: z.array(z.strictObject({ schema: Name, table: Name, parent: Name, bound: z.string().regex(/^(DEFAULT|FOR VALUES [^;]*)$/) })),
  sequences: z.array(z.strictObject({ schema: Name, sequence: Name, last: z.string().regex(/^-?\d+$/) })),
})
export type Manifest = z.output<typeof Manifest>

export const manifestFile = 'manifest.json'

/** A backup that cannot be taken or restored, in words for the operator. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
}

export function quoted(schema: string, name: string): string {
  return `"${schema}"."${name}"`
}
