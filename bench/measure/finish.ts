import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { basename } from 'node:path'
import { z } from 'zod'
import { scale } from './scale.ts'
import { onServer, serverUrl } from './server.ts'

/** A figure beside its reference, held to a bar. */
export interface Figure {
  readonly what: string
  readonly ours: string
  readonly reference: string
  /** What is held to the bar: a ratio, or milliseconds and megabytes where the bar is absolute. */
  readonly value: number
  readonly bar: Bar
}
type Bar = `${'>=' | '<='} ${number}`
interface Findings {
  readonly sizes: Readonly<Record<string, unknown>>
  readonly figures: readonly Figure[]
  /** What was counted to know that the work happened. A row that cannot say so has measured nothing. */
  readonly verified: readonly string[]
  readonly detail?: unknown
  /** Where the row worked, if not on the server of all rows. */
  readonly databaseUrl?: string
}
export const Report = z.object({
  row: z.string(),
  at: z.string(),
  scale: z.string(),
  load: z.object({ before: z.array(z.number()), after: z.array(z.number()) }),
  versions: z.record(z.string(), z.string()),
  figures: z.array(
    z.object({ what: z.string(), ours: z.string(), reference: z.string(), value: z.number(), bar: z.string(), met: z.boolean() }),
  ),
})

const before = loadavg()
const shownSettings = [
  'server_version',
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'shared_buffers',
  'max_wal_size',
  'jit',
  'max_connections',
]

/** Ends a row: prints what it found, keeps it in `.mas/bench/<row>.json`, and leaves 1 as exit code when a bar is missed. */
export async function finish({ sizes, figures, verified, detail, databaseUrl = serverUrl() }: Findings): Promise<void> {
  const row = basename(process.argv[1] ?? '', '.ts')
  if (verified.length === 0 || figures.length === 0) throw new Error(`${row} does not say what it verified`)
  const unmeasured = figures.find(({ value }) => !Number.isFinite(value))
  if (unmeasured !== undefined) throw new Error(`${row}: "${unmeasured.what}" was not measured`)
  const held = figures.map((figure) => ({ ...figure, met: isMet(figure) }))
  const settings = await onServer(
    `select name, current_setting(name) as setting from pg_settings where name in ('${shownSettings.join("', '")}')`,
    databaseUrl,
  )
  const server = Object.fromEntries(settings.map(({ name, setting }) => [String(name), String(setting)]))
  const versions = { bun: Bun.version, postgres: server['server_version'] ?? '' }
  const machine = { cpu: cpus()[0]?.model ?? '', cores: cpus().length, memoryMb: Math.round(totalmem() / 2 ** 20) }
  const load = { before, after: loadavg() }
  console.log(`${row} (${scale}): ${JSON.stringify(sizes)}`)
  console.log(
    `bun ${versions.bun}; Postgres ${JSON.stringify(server)}; ${machine.cores} cores; load ${shown(load.before)} before, ${shown(load.after)} after`,
  )
  console.table(held.map(({ value, ...one }) => ({ ...one, value: Number(value.toPrecision(4)) })))
  for (const line of verified) console.log(`verified: ${line}`)
  mkdirSync('.mas/bench', { recursive: true })
  const report = { row, at: new Date().toISOString(), scale, machine, load, versions, server, sizes, figures: held, verified, detail }
  writeFileSync(`.mas/bench/${row}.json`, `${JSON.stringify(report, null, 2)}\n`)
  process.exitCode = held.every(({ met }) => met) ? 0 : 1
}

export function isMet({ value, bar }: Pick<Figure, 'value' | 'bar'>): boolean {
  const limit = Number(bar.slice(3))
  return bar.startsWith('>=') ? value >= limit : value <= limit
}

function shown(averages: readonly number[]): string {
  return averages.map((one) => one.toFixed(1)).join(' ')
}
