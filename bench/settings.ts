/**
 * Settings at 5,000 definitions and 20,000 rows beside what they are held against, in one run.
 */
import { connect, rows, sql } from '@mas/db'
import { newId, query, silentLog, systemClock, inTx, type UserActor } from '@mas/kernel'
import { defineFlag, defineSetting, getMyFlags, openSettings, readExact, readSetting, setFlagRules, setSetting } from '@mas/domain/settings'
import { openRuntime } from '@mas/platform'
import { declaredQueues, reconcileQueues } from '@mas/platform/queue'
import { z } from 'zod'
import { finish } from './measure/finish.ts'
import { sized } from './measure/scale.ts'
import { serverUrl } from './measure/server.ts'
import { withOwnDatabase } from './measure/own-database.ts'

const rounds = sized({ quick: 2, standard: 5 })
const [definitions, flags, processes, changes] = [5_000, 200, 20, sized({ quick: 50, standard: 200 })]
const scopes = ['global', 'platform:my-analytics-school', 'platform:mr-mentor', 'platform:mr-hire']

const types = Array.from({ length: definitions }, (_, n) =>
  defineSetting({ key: `bench.setting-${n}`, schema: z.int().min(0), default: 1, describe: 'A number' }),
)
const exact = defineSetting({ key: 'bench.exact', schema: z.int(), default: 1, describe: 'A limit', exact: true })
const shown = Array.from({ length: flags }, (_, n) =>
  defineFlag({
    key: `bench.flag-${n}`,
    default: false,
    owner: 'bench',
    expiresOn: '2099-12-31',
    killSwitch: true,
    clientVisible: true,
  }),
)
const empty = query({
  verb: 'bench.empty',
  summary: 'Does nothing.',
  permission: 'public',
  input: z.strictObject({}),
  output: z.object({}),
  run: async () => ({}),
})
const admin: UserActor = { kind: 'user', userId: newId(), role: 'ADMIN', sessionId: newId(), confirmedAtMs: Number.MAX_SAFE_INTEGER }
/** Twenty people at work: clients ask again and again. */
const people = Array.from({ length: 20 }, (): UserActor => ({ kind: 'user', userId: newId(), role: 'USER', sessionId: newId() }))
const reason = 'for the bench'

await withOwnDatabase(serverUrl(), async (databaseUrl) => {
  const runtime = await openRuntime({
    databaseUrl,
    process: 'tool',
    poolSize: 8,
    log: silentLog,
    ports: noPorts(),
    secret: Buffer.alloc(32, 7).toString('base64'),
    publicUrl: 'http://localhost',
    settings: (driver, log) => openSettings({ driver, log, process: 'bench', clock: systemClock }),
  })
  // Somebody else each time, because one person's requests are counted.
  const ctx = (actor: UserActor = { ...admin, userId: newId() }) => runtime.ctx(actor, { requestId: newId() })
  try {
    await reconcileQueues(runtime.queue, declaredQueues([], []), silentLog)
    await fill()
    const results = {
      read: await measureReads(),
      readExact: await measureExact(),
      getMyFlags: await measureFlags(),
      visible: await measureVisible(databaseUrl),
    }
    const { read, readExact: exactly, getMyFlags: mine, visible } = results
    const us = (value: number) => `${value.toFixed(3)}`
    await finish({
      sizes: { definitions, rows: definitions * scopes.length, flags, processes, changes, rounds },
      figures: [
        { what: 'read / Map lookup, ns', ours: us(read.ours), reference: us(read.bare), value: read.ours / read.bare, bar: '<= 10' },
        {
          what: 'readExact / primary-key select, ms',
          ours: us(exactly.ours),
          reference: us(exactly.bare),
          value: exactly.ours / exactly.bare,
          bar: '<= 1.3',
        },
        {
          what: `getMyFlags of ${flags} / empty verb, ms a thousand`,
          ours: us(mine.ours),
          reference: us(mine.bare),
          value: mine.ours / mine.bare,
          bar: '<= 2',
        },
        { what: `visible in ${processes} processes, p99 ms`, ours: us(visible.p99), reference: '', value: visible.p99, bar: '<= 1000' },
      ],
      verified: [`each of ${changes} changes reached ${processes} processes`, 'the values read add up to more than nothing'],
      detail: results,
    })
  } finally {
    await runtime.close()
  }

  async function fill() {
    await rows(
      runtime.driver.db,
      sql`insert into settings.values (key, scope, value, version, set_at)
          select 'bench.setting-' || n, s, to_jsonb(n), 1, now() from generate_series(0, ${definitions - 1}::int) n, unnest(${sql.raw(`array['${scopes.join("','")}']`)}) s`,
    )
    for (const [n, { key }] of shown.entries())
      await setFlagRules(ctx(), { flag: key, rules: [{ match: {}, outcome: { percentBp: n * 50 } }], baseVersion: 0, reason })
    await setSetting(ctx(), { key: exact.key, value: 5, baseVersion: 0, reason })
    while (ctx().infra.settings?.pin().now === undefined) await rows(runtime.driver.db, sql`select 1 as turn`)
  }

  /** Nanoseconds of one read inside a verb, beside one look into a map of as many entries; the same keys in the same order. */
  async function measureReads() {
    const pin = runtime.infra.settings?.pin()
    const reader = { ...ctx(), ...(pin && { settings: pin }) }
    const bare = new Map(types.flatMap(({ key }, n) => scopes.map((scope) => [scope === 'global' ? key : `${key}@${scope}`, n] as const)))
    let sum = 0
    const each = async (work: () => Promise<void>) => {
      const started = performance.now()
      for (let n = 0; n < 40; n++) await work()
      return ((performance.now() - started) * 1e6) / (40 * definitions)
    }
    return medians(
      () =>
        each(async () => {
          for (const type of types) sum += await readSetting(reader, type)
        }),
      () =>
        each(async () => {
          for (const type of types) sum += bare.get(type.key) ?? 0
        }),
      () => {
        if (sum <= 0) throw new Error('nothing was read')
      },
    )
  }

  /** Milliseconds of a read in a transaction; the two take turns read by read. */
  async function measureExact() {
    const [ours, bare]: [number[], number[]] = [[], []]
    await inTx(ctx(), async (t) => {
      for (let n = 0; n < rounds * 400; n++) {
        const started = performance.now()
        await readExact(t, exact)
        const between = performance.now()
        await rows(t.tx, sql`select value from settings.values where key = ${exact.key} and scope = ${'global'}`)
        ours.push(between - started)
        bare.push(performance.now() - between)
      }
    })
    return { ours: middle(ours), bare: middle(bare) }
  }

  async function measureFlags() {
    const timed = (work: (person: UserActor) => Promise<unknown>) => async () => {
      const started = performance.now()
      for (let n = 0; n < 1_000; n++) await work(people[n % people.length] ?? admin)
      return performance.now() - started
    }
    return medians(
      timed((person) => getMyFlags(ctx(person), {})),
      timed((person) => empty(ctx(person), {})),
    )
  }

  /** From the commit's answer until the last of all listeners has it in memory. */
  async function measureVisible(url: string) {
    const others = await Promise.all(
      Array.from({ length: processes }, async () => {
        const driver = await connect({ url, poolSize: 1, applicationName: 'bench-listener', statementTimeoutMs: 10_000 })
        return { driver, settings: await openSettings({ driver, log: silentLog, process: 'bench', clock: systemClock }) }
      }),
    )
    const times: number[] = []
    for (let n = 0; n < changes; n++) {
      await setSetting(ctx(), { key: 'bench.setting-0', value: 100_000 + n, baseVersion: n + 1, reason })
      const started = performance.now()
      const arrived = () => others.every(({ settings }) => settings.pin().now?.values.get('bench.setting-0')?.value === 100_000 + n)
      while (!arrived()) await new Promise<void>((resolve) => setImmediate(resolve))
      times.push(performance.now() - started)
    }
    for (const { settings, driver } of others) {
      await settings.close()
      await driver.close()
    }
    const sorted = times.toSorted((a, b) => a - b)
    return { p50: sorted[Math.floor(changes / 2)] ?? Number.NaN, p99: sorted[Math.floor(changes * 0.99)] ?? Number.NaN }
  }
})

/** Rivals take turns; the middle of all rounds counts. */
async function medians(ours: () => Promise<number>, bare: () => Promise<number>, check: () => void = () => {}) {
  await ours()
  await bare()
  const [mine, theirs]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    mine.push(await ours())
    theirs.push(await bare())
  }
  check()
  return { ours: middle(mine), bare: middle(theirs) }
}
function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** Nothing here reaches the outside world. */
function noPorts(): never {
  return {} as never
}
