import { sql, rows } from '@mas/db'
import { inTx, newId, system } from '@mas/kernel'
import type { DndRegistry } from '@mas/kernel/ports/dnd-registry'
import { refusalOf, someone, useHarness } from '@mas/testing'
import { beforeEach, expect, test } from 'bun:test'
import fc from 'fast-check'
import { captureLead, exportScrubList, importScrub, issuePermits, leadsSchedules } from '../index.ts'
import { keepsUsOut, readScrubLines } from './scrub-rules.ts'
import { scrubWaitingNumbers } from './scrub-waiting.ts'

let asked: string[][] = []
let mode: DndRegistry['mode'] = 'sandbox'
let answerFor: (value: string) => boolean = () => true
let ageMs = 0
const registry: DndRegistry = {
  get mode() {
    return mode
  },
  scrub: async (values) => {
    asked.push([...values])
    if (mode === 'live') return { outcome: 'refused', reason: 'by file', retry: 'never' }
    const entries = values.filter(answerFor).map((value) => {
      const categories = value.endsWith('90') ? ['all'] : value.endsWith('91') ? ['education'] : value.endsWith('92') ? ['banking'] : []
      return { value, registered: categories.length > 0, categories }
    })
    return { outcome: 'ok', value: { reference: 'r', asOf: new Date(harness.clock.now().getTime() - ageMs), entries } }
  },
}
const harness = useHarness({ now: '2026-11-26T06:30:00.000Z', ports: { dndRegistry: registry } })
const admin = () => harness.ctx(someone('ADMIN'))
const base = '+9198765432'
const dial = (...values: string[]) =>
  inTx(harness.ctx(system('test')), (t) =>
    issuePermits(
      t,
      values.map((value) => ({ value, channel: 'call' as const, purpose: 'promotional' as const })),
    ),
  )
const codes = async (...values: string[]) => (await dial(...values)).map(({ decision }) => decision.code ?? decision.decision)
const waiting = () => rows<{ value: string }>(harness.runtime.driver.db, sql`select value from leads.scrub_requests order by value`)
beforeEach(async () => {
  ;[asked, mode, answerFor, ageMs] = [[], 'sandbox', () => true, 0]
  harness.clock.set('2026-11-26T06:30:00.000Z')
  if (asked.length === 0) await rows(harness.runtime.driver.db, sql`delete from leads.scrub_requests`)
})

test('who may not be called before the register was asked is asked about at once, and then called or not', async () => {
  const numbers = ['90', '91', '92', '93'].map((end) => `${base}${end}`)
  expect(await codes(...numbers)).toEqual(numbers.map(() => 'leads.dnd-unverified'))
  await harness.drain()
  expect(asked).toHaveLength(1)
  expect(await codes(...numbers)).toEqual(['leads.dnd-registered', 'leads.dnd-registered', 'allow', 'allow'])
  expect(await waiting()).toEqual([])
})

test('a hundred who ask about one number at once make one request', async () => {
  await Promise.all(Array.from({ length: 100 }, () => dial(`${base}01`)))
  expect(await waiting()).toEqual([{ value: `${base}01` }])
  const [jobs] = await rows<{ n: number }>(
    harness.runtime.driver.db,
    sql`select count(*)::int as n from pgboss.job where name = 'leads.scrub-numbers' and state = 'created'`,
  )
  expect(jobs?.n).toBe(1)
  await harness.drain()
})

test('whom the register left out waits on and is asked about again; an old register verifies nobody', async () => {
  answerFor = (value) => value.endsWith('2')
  await dial(`${base}12`, `${base}13`)
  await harness.drain()
  expect(await waiting()).toEqual([{ value: `${base}13` }])
  ;[answerFor, ageMs] = [() => true, 25 * 60 * 60_000]
  await scrubWaitingNumbers(harness.ctx(system('leads.scrub-due')))
  expect(await codes(`${base}12`, `${base}13`)).toEqual(['allow', 'leads.dnd-unverified'])
})

test('an older reading never replaces a later one', async () => {
  await dial(`${base}20`)
  await harness.drain()
  expect(await codes(`${base}20`)).toEqual(['allow'])
  await importScrub(admin(), { content: `${base}20,Y,all`, asOf: '2026-11-25T06:31:00Z' }).catch(() => undefined)
  expect(await codes(`${base}20`)).toEqual(['allow'])
})

test('with the register off nobody is asked and nobody is called; by file the list goes out and the answer comes in', async () => {
  mode = 'off'
  await dial(`${base}30`, `${base}31`)
  await harness.drain()
  expect(asked).toEqual([])
  expect(await codes(`${base}30`)).toEqual(['leads.dnd-unverified'])
  mode = 'live'
  await scrubWaitingNumbers(harness.ctx(system('leads.scrub-due')))
  const list = await exportScrubList(admin(), {})
  expect(list.numbers).toBe(2)
  const content = `number,status,categories\r\n${base}30,Y,all\r\n"${base}31",n,\r\nnonsense,Y\r\n+919999999999,N,`
  expect(await importScrub(admin(), { content, asOf: harness.clock.now().toISOString() })).toEqual({
    applied: 2,
    unknown: ['+919999999999'],
    malformed: [4],
  })
  expect(await codes(`${base}30`, `${base}31`)).toEqual(['leads.dnd-registered', 'allow'])
  expect(await exportScrubList(admin(), {})).toEqual({ numbers: 0, url: null })
})

test('a number of a lead is known though nobody waits for it; a reading from tomorrow and anybody but administrators are refused', async () => {
  await captureLead(admin(), { fullName: 'A', phones: [`${base}40`], requestId: newId() })
  const now = harness.clock.now().toISOString()
  expect((await importScrub(admin(), { content: `${base}40,N,`, asOf: now })).applied).toBe(1)
  expect(await refusalOf(importScrub(admin(), { content: `${base}40,N,`, asOf: '2026-11-27T06:30:00Z' }))).toBe('leads.scrub-ahead')
  expect(await refusalOf(importScrub(harness.ctx(someone('SALES_HEAD')), { content: 'x', asOf: now }))).toBe('request.forbidden')
  expect(await refusalOf(exportScrubList(harness.ctx(someone('SALES')), {}))).toBe('request.forbidden')
})

test('what nobody renewed for a week is forgotten; the schedule asks every hour of the calling day', async () => {
  mode = 'off'
  await dial(`${base}50`)
  harness.clock.advance(8 * 24 * 60 * 60_000)
  await scrubWaitingNumbers(harness.ctx(system('leads.scrub-due')))
  expect(await waiting()).toEqual([])
  expect(leadsSchedules.find(({ name }) => name === 'leads.scrub-due')).toMatchObject({ cron: '10 8-20 * * *', zone: 'Asia/Kolkata' })
})

test('lines of any text are read without a fault, and only real numbers come out', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      for (const { entry } of readScrubLines(text)) if (entry !== undefined) expect(entry.value).toMatch(/^\+[1-9]\d{5,14}$/)
    }),
  )
  const entry = { value: '+911', registered: true }
  expect([[], ['ALL'], [' Education '], ['banking']].map((categories) => keepsUsOut({ ...entry, categories }))).toEqual([
    true,
    true,
    true,
    false,
  ])
  expect(keepsUsOut({ ...entry, registered: false, categories: ['all'] })).toBe(false)
})
