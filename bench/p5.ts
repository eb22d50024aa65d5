/**
 * P5: a lead file through the public edge of a product of its own, on its own Postgres: rows a second against a plain COPY
 * of the same people into one indexed table on that server, and the worker's memory all the while. With `--full` a million
 * rows, and the worker is killed fifty times.
 */
import { openEdge } from '../tooling/crash/edge.ts'
import { checkImports } from '../tooling/crash/check-imports.ts'
import { openFindings } from '../tooling/crash/findings.ts'
import { playImport } from '../tooling/crash/play-imports.ts'
import { kill, openProduct } from '../tooling/crash/product.ts'
import { randomOf } from '../tooling/crash/random.ts'
import { signIn } from '../tooling/crash/sign-in.ts'
import { askDatabase } from '../tooling/crash/sql.ts'
import { demoAccount } from '../tooling/seed/demo-accounts.ts'
import { copyRate } from './import/copy.ts'
import { csvOf, people } from './import/people.ts'
import { finish } from './measure/finish.ts'
import { watchMemory } from './measure/rss.ts'
import { sized } from './measure/scale.ts'
import { onServer } from './measure/server.ts'

const [count, kills] = sized({ quick: [3_000, 0], standard: [100_000, 0], full: [1_000_000, 50] } as const)
const all = people(count)
const good = all.filter(({ email }) => email !== '')
const file = { csv: csvOf(all), rows: count, phones: [...new Set(good.map(({ phone }) => `+91${phone}`))], badRows: count - good.length }
const findings = openFindings()
const phases: Record<string, number> = {}
const product = await openProduct(false, 'bench/product')
try {
  const { run } = product
  const copy = new URL(run.databaseUrl)
  copy.pathname = '/bench_copy'
  await onServer('create database bench_copy', run.databaseUrl)
  const reference = await copyRate(copy.href, all)
  await onServer('drop database bench_copy with (force)', run.databaseUrl)

  const edge = openEdge(run.apiUrl, findings)
  const head = await signIn(edge, run.sandboxUrl, '10.255.0.1', demoAccount('SALES_HEAD'))
  const memory = watchMemory(['worker'], product.pid)
  const random = randomOf(1)
  let over = false
  let killed = 0
  const striking = strike()
  const played = await playImport({ edge, head, findings, random, file, onPhase: (phase, ms) => (phases[phase] = ms / 1000) }, 1)
  over = true
  await striking
  memory.stop()
  if (killed < kills) throw new Error(`the worker was killed ${killed} times instead of ${kills} before the import was over`)

  const asked = askDatabase(run.databaseUrl)
  await checkImports(asked, findings, [played])
  const held = await asked.count(
    `select count(*) as n from leads.contact_points where kind = 'phone' and role = 'identifying' and value like '+9198%'`,
  )
  await asked.close()
  const broken = [...findings.violations].flatMap(([rule, what]) => what.map((one) => `${rule}: ${one}`))
  if (broken.length > 0) throw new Error(`the import is wrong:\n${broken.slice(0, 10).join('\n')}`)
  if (held < file.phones.length) throw new Error(`${held} of ${file.phones.length} numbers are in the pool`)

  const rss = memory.samples.get('worker') ?? []
  const most = Math.max(...rss)
  const { reading = Number.NaN, preview = Number.NaN, commit = Number.NaN } = phases
  const rate = (seconds: number) => `${Math.round(count / seconds)} rows/s`
  await finish({
    databaseUrl: run.databaseUrl,
    sizes: { rows: count, kills, distinctNumbers: file.phones.length, badRows: file.badRows },
    figures: [
      {
        what: 'commit of the import, dedupe included / COPY into one indexed table',
        ours: rate(commit),
        reference: `${Math.round(reference)} rows/s`,
        value: count / commit / reference,
        bar: '>= 0.2',
      },
      {
        what: 'reading, preview and commit / COPY',
        ours: rate(reading + preview + commit),
        reference: `${Math.round(reference)} rows/s`,
        value: count / (reading + preview + commit) / reference,
        bar: '>= 0.2',
      },
      { what: 'most resident memory of the worker, MB', ours: `${most.toFixed(0)} MB`, reference: '', value: most, bar: '<= 300' },
      { what: 'rows lost or doubled', ours: `0 of ${count}`, reference: `${killed} kills`, value: 0, bar: '<= 0' },
    ],
    verified: [
      `each of ${count} rows has one outcome, one intake and one line in the journal; the report says what the rows say`,
      `${file.badRows} bad rows were rejected, all ${file.phones.length} numbers of good rows are in the pool, none twice`,
    ],
    detail: { phases, workerMb: rss.filter((_, n) => n % Math.max(1, Math.floor(rss.length / 200)) === 0) },
  })

  /** kill -9 of the worker, again once the supervisor has brought another one. */
  async function strike(): Promise<void> {
    let last: number | undefined
    while (!over && killed < kills) {
      // Spread over the whole of an import, and long enough for a life to do more than begin.
      await Bun.sleep(random.between(4_000, 18_000))
      const pid = product.pid('worker')
      if (over || pid === undefined || pid === last || !kill(pid)) continue
      last = pid
      killed += 1
    }
  }
} finally {
  await product.close()
}
process.exit()
