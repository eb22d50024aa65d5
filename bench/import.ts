/**
 * The import of leads, phase by phase, and intake without an import, against a bare chunked loader of the very rows the
 * commit left behind and against COPY of the same people into one indexed table.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createImportUpload,
  commitImport,
  getImport,
  intakeMany,
  mapImport,
  previewImport,
  startImport,
  undoImport,
} from '@mas/domain/leads'
import { finishUpload, receiveBytes } from '@mas/domain/files'
import { jobHandlers } from '@mas/domain/wiring'
import { anonymous, inTx, newId, silentLog, system, systemClock, type Ctx } from '@mas/kernel'
import { openRuntime } from '@mas/platform'
import { cloneDatabase } from '@mas/testing/template'
import { portsWithoutKeys, unwiredPorts } from '@mas/testing/unwired-ports'
import { bareLoad } from './import/bare-loader.ts'
import { copyRate } from './import/copy.ts'
import { arrivalsOf, csvOf, people } from './import/people.ts'
import { weighed, type Weight } from './import/weight.ts'
import { finish, type Figure } from './measure/finish.ts'
import { sized } from './measure/scale.ts'

const count = sized({ quick: 2_000, standard: 10_000, full: 50_000 })
const secret = Buffer.alloc(32, 7).toString('base64')
const folder = mkdtempSync(join(tmpdir(), 'mas-bench-'))
const admin = { kind: 'user', userId: newId(), role: 'ADMIN', sessionId: newId() } as const

interface Phase {
  readonly phase: string
  readonly perSecond: number
  /** Resident memory in MB, at every tenth of the phase. */
  readonly rss: readonly number[]
}
const phases: Phase[] = []

const file = people(count)
const { answer: reference, weight: copyWeight } = await withDatabase((url) => weighed(url, () => copyRate(url, file)))
const imported = await withDatabase(async (url) => {
  const { ctx, runtime } = await open(url)
  const importId = await uploaded(ctx)
  await phase('stage', importId, ctx)
  const { suggestedMapping } = await getImport(ctx(), { importId })
  if (suggestedMapping === null) throw new Error('the file was not staged')
  const { planHash } = await mapImport(ctx(), { importId, mapping: suggestedMapping, options: {} })
  await previewImport(ctx(), { importId })
  await phase('preview', importId, ctx)
  await commitImport(ctx(), { importId, planHash: planHash ?? '' })
  const { weight } = await weighed(url, () => phase('commit', importId, ctx))
  const done = await getImport(ctx(), { importId })
  if (done.state !== 'committed' || done.drift !== 0) throw new Error(`the import ended as ${done.state} with a drift of ${done.drift}`)
  const { answer: bare, weight: bareWeight } = await withDatabase((bareUrl) => weighed(bareUrl, () => bareLoad(url, bareUrl, count)))
  await undoImport(ctx(), { importId })
  await phase('undo', importId, ctx)
  await runtime.close()
  return { bare, counts: done.counts, weight, bareWeight }
})
await withDatabase(async (url) => {
  const { ctx, runtime } = await open(url)
  const arrivals = arrivalsOf(file)
  await timed('intake', async (step) => {
    for (let at = 0; at < arrivals.length; at += 500) {
      const part = arrivals.slice(at, at + 500)
      await inTx(ctx(), (t) => intakeMany(t, part, { onMatch: 'fill-blank', announce: true }))
      step(at)
    }
  })
  await runtime.close()
})
rmSync(folder, { recursive: true })

const rateOf = (name: string) => phases.find((one) => one.phase === name)?.perSecond ?? Number.NaN
const secondsOf = (...names: string[]) => names.reduce((sum, name) => sum + count / rateOf(name), 0)
const [copySeconds, bareSeconds] = [count / reference, count / imported.bare]
const figures: Figure[] = [
  {
    what: 'intake against COPY into one indexed table, rate',
    ours: `${Math.round(rateOf('intake'))} rows/s`,
    reference: `${Math.round(reference)} rows/s`,
    value: copySeconds / secondsOf('intake'),
    bar: '>= 0.2',
  },
  {
    what: 'commit against the bare loader, time',
    ours: `${Math.round(rateOf('commit'))} rows/s`,
    reference: `${Math.round(imported.bare)} rows/s`,
    value: secondsOf('commit') / bareSeconds,
    bar: '<= 4',
  },
  {
    what: 'stage, preview and commit against the bare loader, time',
    ours: `${secondsOf('stage', 'preview', 'commit').toFixed(1)} s`,
    reference: `${bareSeconds.toFixed(1)} s`,
    value: secondsOf('stage', 'preview', 'commit') / bareSeconds,
    bar: '<= 4',
  },
  {
    what: 'preview against commit, time',
    ours: `${secondsOf('preview').toFixed(1)} s`,
    reference: `${secondsOf('commit').toFixed(1)} s`,
    value: secondsOf('preview') / secondsOf('commit'),
    bar: '<= 1.2',
  },
]
const aLine = ({ walBytes, tableBytes, indexBytes }: Weight) => ({
  'log, bytes a line': Math.round(walBytes / count),
  'tables, bytes a line': Math.round(tableBytes / count),
  'indexes, bytes a line': Math.round(indexBytes / count),
})
console.table({ 'commit of the import': aLine(imported.weight), 'bare loader': aLine(imported.bareWeight), COPY: aLine(copyWeight) })
console.table(phases.map(({ phase, perSecond, rss }) => ({ phase, 'rows/s': Math.round(perSecond), 'RSS MB': rss.join(' ') })))
await finish({
  sizes: { rows: count },
  figures,
  verified: [`the import committed ${JSON.stringify(imported.counts)} without drift`],
  detail: {
    phases,
    bare: imported.bare,
    copy: reference,
    weights: { commit: imported.weight, bare: imported.bareWeight, copy: copyWeight },
  },
})
process.exit()

async function open(url: string) {
  const ctx = (): Ctx => runtime.ctx(admin, { requestId: newId(), client: { ip: '203.0.113.7', userAgent: 'bench' } })
  const runtime = await openRuntime({
    databaseUrl: url,
    process: 'tool',
    poolSize: 8,
    log: silentLog,
    ports: unwiredPorts({}, portsWithoutKeys(secret, folder, systemClock, ctx)),
    secret,
    publicUrl: 'http://localhost',
  })
  return { ctx, runtime }
}

async function withDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const { url, drop } = await cloneDatabase()
  try {
    return await work(url)
  } finally {
    await drop()
  }
}

async function uploaded(ctx: () => Ctx): Promise<string> {
  const { fileId, ticket } = await createImportUpload(ctx(), { name: 'people.csv' })
  const bytes = new TextEncoder().encode(csvOf(file))
  const outside = { ...ctx(), actor: anonymous }
  await receiveBytes(outside, fileId, ticket, new Blob([bytes]).stream())
  await finishUpload(outside, { ticket })
  return (await startImport(ctx(), { fileId, allowRepeat: false })).importId
}

/** Does a phase as its jobs would: each goes on for its share of time and hands over to the next. */
async function phase(name: string, importId: string, ctx: () => Ctx): Promise<void> {
  const job = jobHandlers.find((one) => one.job.name === `leads.${name}-import`)
  if (job === undefined) throw new Error(`no job does ${name}`)
  const worker = { ...ctx(), actor: system('bench') }
  await timed(name, async (step) => {
    for (let before = ''; ;) {
      await job.handle(worker, { importId }, { id: newId(), number: 1, last: false })
      const { state, settledRows, staged } = await getImport(ctx(), { importId })
      step(settledRows)
      const place = JSON.stringify([state, settledRows, staged])
      if (place === before) return
      before = place
    }
  })
}

async function timed(name: string, work: (step: (done: number) => void) => Promise<void>): Promise<void> {
  const rss: number[] = []
  const started = performance.now()
  await work(() => void rss.push(Math.round(process.memoryUsage.rss() / 2 ** 20)))
  const tenth = Math.max(1, Math.floor(rss.length / 10))
  phases.push({ phase: name, perSecond: count / ((performance.now() - started) / 1000), rss: rss.filter((_, at) => at % tenth === 0) })
}
