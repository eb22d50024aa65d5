/** P10: every list and search of the product in a small and in a large database: how p95 grows, and whether a plan walks a growing table. */
import { rows, sql, type Db } from '@mas/db'
import { newId, silentLog, system, systemClock, type Ctx, type UserActor } from '@mas/kernel'
import { auditKeys, auditSeam } from '@mas/domain/audit'
import { openSettings } from '@mas/domain/settings'
import { openRuntime, type Runtime } from '@mas/platform'
import { portsWithoutKeys, unwiredPorts } from '@mas/testing/unwired-ports'
import { tmpdir } from 'node:os'
import { z } from 'zod'
import { casesOf, type Case } from './p10/cases.ts'
import { filledDatabase } from './p10/database.ts'
import { openPlanned, type Planned, type Statement } from './p10/plans.ts'
import { listVerbs, type ListVerb } from './p10/verbs.ts'
import { finish, type Figure } from './measure/finish.ts'
import { sized } from './measure/scale.ts'

const sizes = sized({ quick: [5_000, 20_000], standard: [10_000, 100_000], full: [10_000, 1_000_000] })
const calls = sized({ quick: 8, standard: 20, full: 60 })
/** A figure over the bar is taken again with more calls: on a machine with other work one slow call in twenty is the p95. */
const again = sized({ quick: 3, standard: 4 })
const bar = 1.5

/** How many rows a page shows, whatever it calls them. */
const Found = z
  .record(z.string(), z.unknown())
  .transform((answer) => Object.values(answer).reduce<number>((sum, one) => sum + (Array.isArray(one) ? one.length : 0), 0))

interface Place {
  readonly runtime: Runtime
  readonly planned: Planned
  readonly ids: readonly string[]
  call(verb: ListVerb, one: Case, db?: Db): Promise<number>
}
const [small, large] = [await open(sizes[0] ?? 0), await open(sizes[1] ?? 0)]
const verbs = listVerbs()
const cases = casesOf({ id: (n) => `$${n}` })
const uncovered = verbs.filter(({ path }) => (cases[path] ?? []).length === 0).map(({ path }) => path)
const unknown = Object.keys(cases).filter((path) => !verbs.some((verb) => verb.path === path))
if (uncovered.length > 0 || unknown.length > 0)
  throw new Error(`no case for ${uncovered.join(', ') || 'none'}; cases for no verb: ${unknown.join(', ') || 'none'}`)

const results: Result[] = []
const unmeasured: string[] = []
for (const verb of verbs)
  for (const one of cases[verb.path] ?? [])
    await examine(verb, one).then(
      (result) => results.push(result),
      (thrown: unknown) => unmeasured.push(String(thrown).replaceAll(/\s+/g, ' ').slice(0, 400)),
    )
for (const place of [small, large]) {
  await place.planned.close()
  await place.runtime.close()
}
if (unmeasured.length > 0) throw new Error(`not measured:\n${unmeasured.join('\n')}`)
const grown = results.filter(({ ratio }) => ratio > bar)
const walking = results.filter(({ walked }) => walked.length > 0)
console.table(
  results
    .toSorted((a, b) => b.ratio - a.ratio)
    .map(({ what, smallMs, largeMs, ratio, touched, walked }) => ({
      what: what.slice(0, 90),
      'p95 small': smallMs.toFixed(2),
      'p95 large': largeMs.toFixed(2),
      ratio: ratio.toFixed(2),
      'rows touched': touched.join(' -> '),
      walks: [...new Set(walked)].join(' '),
    })),
)
for (const { what, statements } of walking)
  for (const { text, walked } of statements.filter((statement) => statement.walked.length > 0))
    console.log(`${what} walks ${walked.join(', ')}:\n  ${text}`)
const worst = results.toSorted((a, b) => b.ratio - a.ratio)[0]
const figures: Figure[] = [
  {
    what: `ways to ask whose p95 grows more than ${bar} times, of ${results.length}`,
    ours:
      grown
        .map(({ what, ratio }) => `${what} ${ratio.toFixed(2)}`)
        .join('; ')
        .slice(0, 400) || 'none',
    reference: worst === undefined ? '' : `most: ${worst.what.slice(0, 60)} ${worst.ratio.toFixed(2)}`,
    value: grown.length,
    bar: '<= 0',
  },
  {
    what: 'ways to ask that walk a growing table',
    ours:
      walking
        .map(({ what, walked }) => `${what}: ${walked.join(' ')}`)
        .join('; ')
        .slice(0, 400) || 'none',
    reference: '',
    value: walking.length,
    bar: '<= 0',
  },
]
await finish({
  sizes: { rows: sizes, verbs: verbs.length, ways: results.length, calls },
  figures,
  verified: [
    'every seeded table was counted after filling',
    `each of ${verbs.length} lists and searches has a case, and each case found rows (or none, where it looks for what is not there)`,
    `${results.reduce((sum, { statements }) => sum + statements.length, 0)} statements told their plan as it ran`,
  ],
  detail: results,
})
process.exit()

interface Result {
  readonly what: string
  readonly smallMs: number
  readonly largeMs: number
  readonly ratio: number
  readonly touched: readonly number[]
  readonly walked: readonly string[]
  readonly statements: readonly Statement[]
}

async function examine(verb: ListVerb, one: Case): Promise<Result> {
  const what = `${verb.path} ${one.as ?? 'ADMIN'} ${JSON.stringify(one.input ?? {})}`
  const touched: number[] = []
  let statements: Statement[] = []
  for (const place of [small, large]) {
    place.planned.take()
    const found = await place.call(verb, one, place.planned.db).catch((thrown: unknown) => {
      throw new Error(`${what}: ${String(thrown)} ${JSON.stringify(Object(thrown).details ?? '')}`, { cause: thrown })
    })
    if (place === large && (found === 0) !== (one.empty === true)) throw new Error(`${what} found ${found}: nothing was measured`)
    statements = place.planned.take()
    touched.push(statements.reduce((sum, statement) => sum + statement.touched, 0))
  }
  let times = await timesOf(verb, one, calls)
  for (let tries = 1; tries < again && times.largeMs / times.smallMs > bar; tries++) times = await timesOf(verb, one, calls * 2 * tries)
  return { what, ...times, ratio: times.largeMs / times.smallMs, touched, walked: statements.flatMap(({ walked }) => walked), statements }
}

/** The two take turns call by call, so that a slow moment of the machine hits both. */
async function timesOf(verb: ListVerb, one: Case, count: number): Promise<{ smallMs: number; largeMs: number }> {
  const taken: [number[], number[]] = [[], []]
  for (let n = -2; n < count; n++)
    for (const [which, place] of [small, large].entries()) {
      const started = performance.now()
      await place.call(verb, one)
      if (n >= 0) taken[which]?.push(performance.now() - started)
    }
  const p95 = (times: readonly number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN
  return { smallMs: p95(taken[0]), largeMs: p95(taken[1]) }
}

async function open(size: number): Promise<Place> {
  const url = await filledDatabase(size)
  const secret = Buffer.alloc(32, 7).toString('base64')
  const contextOf = (): Ctx => runtime.ctx(system('bench'), { requestId: newId() })
  const runtime = await openRuntime({
    databaseUrl: url,
    process: 'tool',
    poolSize: 4,
    log: silentLog,
    ports: unwiredPorts({}, portsWithoutKeys(secret, tmpdir(), systemClock, contextOf)),
    audit: auditSeam(auditKeys([Buffer.from(secret, 'base64')])),
    settings: (driver, log) => openSettings({ driver, log, process: 'bench', clock: systemClock }),
    secret,
    publicUrl: 'http://localhost',
  })
  const ids = (await rows<{ id: string }>(runtime.driver.db, sql`select bench.uid(n) as id from generate_series(0, 200) n`)).map(
    ({ id }) => id,
  )
  const named = (text: string) =>
    text
      .replaceAll(/\$(\d+)/g, (_, n: string) => ids[Number(n)] ?? '')
      .replaceAll('$monthAgo', new Date(systemClock.now().getTime() - 30 * 86_400_000).toISOString())
  return {
    runtime,
    planned: await openPlanned(url),
    ids,
    call: async (verb, { input = {}, as = 'ADMIN' }, db = runtime.driver.db) => {
      const actor: UserActor = {
        kind: 'user',
        userId: ids[1] ?? '',
        role: as,
        sessionId: ids[1] ?? '',
        confirmedAtMs: Number.MAX_SAFE_INTEGER,
        ...(as === 'SALES_HEAD' && { pages: ['import', 'export'] }),
      }
      const ctx = runtime.ctx(actor, { requestId: newId() })
      // Nobody's budget of requests is what is measured.
      const answer = await verb.call(
        { ...ctx, db, infra: { ...ctx.infra, takeRate: async () => {} } },
        JSON.parse(named(JSON.stringify(input))),
      )
      return Found.parse(answer)
    },
  }
}
