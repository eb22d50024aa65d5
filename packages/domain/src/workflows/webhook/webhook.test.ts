import { sql } from '@mas/db'
import type { EgressAnswer } from '@mas/kernel/ports/egress'
import { someone } from '@mas/testing'
import { system } from '@mas/kernel'
import { beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { useWorkflows } from '../fixtures/world.ts'
import { enrol, getRun, resolveEffect } from '../running/index.ts'
import { reconcileEffects } from '../upkeep/reconcile-effects.ts'
import { judge } from './webhook-rules.ts'

interface Call {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}
const calls: Call[] = []
let answers: EgressAnswer[] = []
const answer = (status: number, body = '{}', headers: Record<string, string> = {}): EgressAnswer => ({
  outcome: 'ok',
  status,
  headers: new Headers(headers),
  address: '203.0.113.9',
  body: new TextEncoder().encode(body),
  truncated: false,
})
const lost: EgressAnswer = { outcome: 'in_doubt', reason: 'timeout', address: '203.0.113.9' }
// Whole journeys: seconds of work on a machine that does nothing else.
setDefaultTimeout(180_000)
const world = useWorkflows({
  egress: {
    check: () => Promise.resolve({ outcome: 'ok', addresses: [] }),
    open: () => Promise.reject(new Error('not used')),
    request: ({ url, headers = {}, body = '' }) => {
      calls.push({ url, headers, body: typeof body === 'string' ? body : new TextDecoder().decode(body) })
      return Promise.resolve(answers.shift() ?? answer(200))
    },
  },
})
const { harness, publish, lead, settle, after, path } = world
const admin = () => harness.ctx(someone('ADMIN'))
beforeEach(() => {
  harness.clock.set('2026-11-23T04:30:00.000Z')
  calls.length = 0
  answers = []
})

const journey = (data: object, unknown = false) => ({
  n1: { type: 'trigger', data: { triggers: [{ kind: 'on-demand' }] }, next: { next: 'n2' } },
  n2: {
    type: 'call-webhook',
    data: { url: 'https://partner.example/{{lead.city}}', body: { name: '{{lead.fullName}}', n: 1 }, ...data },
    next: { ok: 'ok', refused: 'refused', failed: 'failed', ...(unknown && { unknown: 'unknown' }) },
  },
  ...Object.fromEntries(['ok', 'refused', 'failed', 'unknown'].map((outcome) => [outcome, { type: 'exit', data: { outcome }, next: {} }])),
})
async function started(nodes: ReturnType<typeof journey>) {
  const workflowId = await publish(nodes)
  const { leadId } = await lead()
  const { runId } = await enrol(admin(), { workflowId, subjectId: leadId })
  await settle()
  return { runId, leadId }
}
const outcome = async (runId: string) => (await getRun(admin(), { runId })).outcome

test('a call goes out once, signed, under the key of its step, and its answer becomes variables', async () => {
  answers = [answer(200, '{"score": {"a/b": 7}}')]
  const { runId } = await started(journey({ pointers: { score: '/score/a~1b' } }))
  expect(await outcome(runId)).toBe('ok')
  const [call] = calls
  const key = `wf:${runId}:n2:1`
  expect(call?.url).toBe('https://partner.example/Pune')
  expect(call?.headers).toMatchObject({ 'idempotency-key': key, 'webhook-id': key.replaceAll(':', '_') })
  const [run] = await world.rows<{ workflow_id: string }>(sql`select workflow_id from workflows.runs where id = ${runId}::uuid`)
  const secret = harness.ctx(system('test')).infra.keys.mac('workflows.webhook-secret', run?.workflow_id ?? '')
  const signed = `${call?.headers['webhook-id']}.${call?.headers['webhook-timestamp']}.${call?.body}`
  expect(call?.headers['webhook-signature']).toBe(`v1,${createHmac('sha256', secret).update(signed).digest('base64')}`)
  expect(await path(runId)).toBe('n1.next n2.ok ok.exit')
})

test('what can pass is tried again on the ladder with the same key and the same body, and no sooner than asked', async () => {
  answers = [answer(500), answer(429, '', { 'retry-after': '90' }), answer(200)]
  const { runId } = await started(journey({}))
  expect(calls).toHaveLength(1)
  await after(0.1)
  expect(calls).toHaveLength(2)
  await after(1)
  expect(calls).toHaveLength(2)
  await after(1)
  expect(calls).toHaveLength(3)
  expect(new Set(calls.map(({ headers, body }) => `${headers['idempotency-key']} ${body}`)).size).toBe(1)
  expect(await outcome(runId)).toBe('ok')
})

test('after the last rung it has failed; what cannot pass is refused at once', async () => {
  answers = Array.from({ length: 9 }, () => answer(503))
  const { runId } = await started(journey({}))
  for (const minutes of [1, 1, 3, 11, 61]) await after(minutes)
  expect(calls).toHaveLength(6)
  expect(await outcome(runId)).toBe('failed')
  answers = [answer(302), answer(200, 'not json')]
  expect(await outcome((await started(journey({}))).runId)).toBe('refused')
  expect(await outcome((await started(journey({ pointers: { x: '/x' } }))).runId)).toBe('refused')
})

test('an unknown outcome is repeated under its key where the receiver honours it, and parked where it does not', async () => {
  answers = [lost, answer(200)]
  const repeated = await started(journey({}))
  await after(1)
  expect(await outcome(repeated.runId)).toBe('ok')
  calls.length = 0
  answers = [lost]
  const parked = await started(journey({ repeatable: false }))
  await after(60)
  expect(calls).toHaveLength(1)
  expect(await getRun(admin(), { runId: parked.runId })).toMatchObject({ state: 'live', effects: [{ state: 'in_doubt' }] })
  await resolveEffect(admin(), { runId: parked.runId, nodeId: 'n2', epoch: 1, outcome: 'accepted', reason: 'asked them' })
  await settle()
  expect(await outcome(parked.runId)).toBe('ok')
})

test('a day of doubt ends in the output `unknown`, or with a person', async () => {
  answers = [lost, lost]
  const wired = await started(journey({ repeatable: false }, true))
  const held = await started(journey({ repeatable: false }))
  await after(24 * 60 - 1)
  expect(await outcome(wired.runId)).toBe(null)
  await after(2)
  expect(await outcome(wired.runId)).toBe('unknown')
  expect(await getRun(admin(), { runId: held.runId })).toMatchObject({ state: 'held', heldReason: 'in-doubt' })
  await resolveEffect(admin(), { runId: held.runId, nodeId: 'n2', epoch: 1, outcome: 'failed', reason: 'never arrived' })
  await settle()
  expect(await outcome(held.runId)).toBe('failed')
})

test('a call whose worker died is in doubt after ten minutes and made again under its key', async () => {
  const { runId } = await started(journey({}))
  await world.rows(sql`update workflows.effects set state = 'handed', rank = 1, settled_at = null where run_id = ${runId}::uuid`)
  const again = await started(journey({}))
  await world.rows(sql`update workflows.effects set state = 'handed', rank = 1, result = null where run_id = ${again.runId}::uuid`)
  await after(11)
  await reconcileEffects(harness.ctx(system('test')))
  expect(await world.rows(sql`select state from workflows.effects where run_id = ${again.runId}::uuid`)).toMatchObject([
    { state: 'in_doubt' },
  ])
})

test('answers are judged as specified', () => {
  const data = { pointers: {}, repeatable: true }
  const now = new Date('2026-11-23T04:30:00Z')
  const kind = (given: EgressAnswer, attempt = 1) => judge(given, data, attempt, now).kind
  expect([408, 425, 429, 500, 599].map((status) => kind(answer(status)))).toEqual(Array.from({ length: 5 }, () => 'again'))
  expect([301, 400, 401, 404, 409, 422].map((status) => kind(answer(status)))).toEqual(Array.from({ length: 6 }, () => 'refused'))
  expect(judge(answer(429, '', { 'retry-after': '99999' }), data, 1, now)).toMatchObject({ afterSeconds: 21_600 })
  const dated = answer(503, '', { 'retry-after': 'Mon, 23 Nov 2026 04:40:00 GMT' })
  expect(judge(dated, data, 1, now)).toMatchObject({ afterSeconds: 600 })
  expect([1, 2, 3, 4, 5].map((attempt) => judge(lost, data, attempt, now))).toMatchObject(
    [5, 30, 120, 600, 3_600].map((afterSeconds) => ({ kind: 'again', afterSeconds, doubt: true })),
  )
  expect(kind(lost, 6)).toBe('unknown')
  expect(kind({ outcome: 'refused', reason: 'address' })).toBe('refused')
  expect(kind({ outcome: 'refused', reason: 'unreachable' })).toBe('again')
})
