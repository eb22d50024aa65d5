/**
 * `bun run bench [row…] [--quick] [--full]`: the rows of docs/performance.md one after another, each in a process of its
 * own, on a durable Postgres of their own in .mas/bench (or on MAS_BENCH_DATABASE_URL). Ends with 1 when a bar is missed
 * or a row did not measure.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { startPostgres } from '@mas/db/embedded'
import type { z } from 'zod'
import { Report } from './measure/finish.ts'
import { rowsOfBench } from './measure/rows.ts'
import { onServer } from './measure/server.ts'

const { values, positionals } = parseArgs({ options: { quick: { type: 'boolean' }, full: { type: 'boolean' } }, allowPositionals: true })
const all = rowsOfBench()
const unknown = positionals.filter((row) => !all.includes(row))
if (unknown.length > 0 || (values.quick === true && values.full === true)) {
  console.error(`bun run bench [row…] [--quick | --full]\nrows: ${all.join(' ')}`)
  process.exit(2)
}
const scale = values.quick === true ? 'quick' : values.full === true ? 'full' : 'standard'
mkdirSync('.mas/bench', { recursive: true })
const server = await openServer()
const verdicts: Verdict[] = []
try {
  for (const row of all.filter((one) => positionals.length === 0 || positionals.includes(one))) verdicts.push(...(await measure(row)))
} finally {
  await server.stop()
}
console.log('\nverdicts')
console.table(verdicts.map(({ row, what, value, bar, verdict }) => ({ row, what, value, bar, verdict })))
const summary = { at: new Date().toISOString(), scale, verdicts: verdicts.map(({ report, ...verdict }) => ({ ...verdict, ...report })) }
writeFileSync('.mas/bench/summary.json', `${JSON.stringify(summary, null, 2)}\n`)
process.exitCode = verdicts.every(({ verdict }) => verdict === 'reached') ? 0 : 1

interface Verdict {
  readonly row: string
  readonly what: string
  readonly value: number
  readonly bar: string
  readonly verdict: 'reached' | 'MISSED' | 'NOT MEASURED'
  readonly report?: Pick<z.infer<typeof Report>, 'at' | 'load' | 'versions'>
}

/** A row is its own process: what one leaves in memory, or how it ends, is nothing to the next. */
async function measure(row: string): Promise<Verdict[]> {
  const path = `.mas/bench/${row}.json`
  rmSync(path, { force: true })
  console.log(`\n== ${row} ==`)
  const started = performance.now()
  const child = Bun.spawn([process.execPath, `bench/${row}.ts`], {
    env: { ...Bun.env, MAS_TEST_DATABASE_URL: server.url, DATABASE_URL: server.url, MAS_BENCH_SCALE: scale },
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
  })
  const code = await child.exited
  console.log(`${row} took ${((performance.now() - started) / 1000).toFixed(0)} s`)
  if (!existsSync(path)) return [{ row, what: `ended with ${code} and no report`, value: Number.NaN, bar: '', verdict: 'NOT MEASURED' }]
  const { figures, ...report } = Report.parse(JSON.parse(readFileSync(path, 'utf8')))
  return figures.map(({ what, value, bar, met }) => ({
    row,
    what,
    value: Number(value.toPrecision(3)),
    bar,
    verdict: met ? 'reached' : 'MISSED',
    report,
  }))
}

async function openServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = Bun.env['MAS_BENCH_DATABASE_URL']
  if (given !== undefined && given !== '') return { url: given, stop: async () => {} }
  const started = await startPostgres({ dataDir: '.mas/bench/postgres', durability: 'durable', maxConnections: 200 })
  // What a row that was killed left behind.
  const left = await onServer(`select datname from pg_database where datname ~ '^(test|bench)_'`, started.url)
  for (const { datname } of left) await onServer(`drop database if exists "${String(datname)}" with (force)`, started.url)
  return started
}
