import { sql } from '@mas/db'
import type { EgressAnswer } from '@mas/kernel/ports/egress'
import { newId } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { expect, setDefaultTimeout, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { activateVersion, createWorkflow, publish as publishVerb, saveDraft } from '../authoring/index.ts'
import { useWorkflows } from '../fixtures/world.ts'
import { draw, onDemand, type Node } from '../graph/graph-fixture.ts'
import { enrol, explainRun, getRun } from '../running/index.ts'
import { inTx } from '@mas/kernel'
import { ingest } from '../../leads/index.ts'
import { listSecrets, removeSecret, renewSigningSecret, setSecret } from './index.ts'

interface Call {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}
const calls: Call[] = []
// Whole journeys: seconds of work on a machine that does nothing else.
setDefaultTimeout(60_000)
const world = useWorkflows({
  egress: {
    check: () => Promise.resolve({ outcome: 'ok', addresses: [] }),
    open: () => Promise.reject(new Error('not used')),
    // A receiver that tells back what it was told, as echo services do.
    request: ({ url, headers = {}, body = '' }) => {
      const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
      calls.push({ url, headers, body: text })
      const echo = JSON.stringify({ echo: { url, headers, body: text } })
      const ok: EgressAnswer = {
        outcome: 'ok',
        status: 200,
        headers: new Headers(),
        address: '203.0.113.9',
        body: new TextEncoder().encode(echo),
        truncated: false,
      }
      return Promise.resolve(ok)
    },
  },
})
const { harness, publish, settle } = world
const admin = () => harness.ctx(someone('ADMIN'))
const value = 'S3cr3t "quoted" \\ & more/+='

const journey = (data: object) => ({
  n1: { type: 'trigger', data: { triggers: [{ kind: 'on-demand' }] }, next: { next: 'n2' } },
  n2: {
    type: 'call-webhook',
    data: { url: 'https://partner.example/in', ...data },
    next: { ok: 'ok', refused: 'refused', failed: 'failed' },
  },
  ...Object.fromEntries(['ok', 'refused', 'failed'].map((outcome) => [outcome, { type: 'exit', data: { outcome }, next: {} }])),
})
async function person(fullName: string): Promise<string> {
  const { leadId = '' } = await inTx(world.ctx(), (t) =>
    ingest(t, {
      channel: 'vendor',
      sourceRef: newId(),
      phones: [],
      emails: [`${newId()}@people.example`],
      fullName,
      fields: {},
      extra: {},
      tags: [],
    }),
  )
  return leadId
}
async function walked(nodes: ReturnType<typeof journey>, fullName = 'Asha Rao') {
  const workflowId = await publish(nodes)
  const { runId } = await enrol(admin(), { workflowId, subjectId: await person(fullName) })
  calls.length = 0
  await settle()
  return { runId, workflowId, call: calls[0], run: await getRun(admin(), { runId }) }
}
const known = () => ({
  url: 'https://partner.example/in?key={{secret.crm}}',
  headers: { Authorization: 'Bearer {{secret.crm}}' },
  body: { nested: ['{{secret.crm}}'], name: '{{lead.fullName}}' },
  pointers: { told: '/echo/headers/Authorization' },
})

test('a secret is put into the call and is found nowhere else: not in rows, traces, explanations, audit or jobs', async () => {
  await setSecret(admin(), { name: 'crm', value })
  const { call, run, runId } = await walked(journey(known()))
  expect(call?.url).toBe(`https://partner.example/in?key=${encodeURIComponent(value)}`)
  expect(call?.headers['Authorization']).toBe(`Bearer ${value}`)
  expect(JSON.parse(call?.body ?? '{}')).toEqual({ nested: [value], name: 'Asha Rao' })
  expect(run).toMatchObject({ outcome: 'ok' })
  const told = JSON.stringify([run, await explainRun(admin(), { runId }), await listSecrets(admin(), {})])
  expect(told).not.toContain('S3cr3t')
  const tables = await world.rows<{ name: string }>(
    sql`select format('%I.%I', table_schema, table_name) as name from information_schema.tables
        where table_type = 'BASE TABLE' and table_schema in ('workflows', 'audit', 'pgboss', 'events', 'requests')`,
  )
  for (const { name } of tables)
    expect({ name, found: await world.rows(sql`select 1 from ${sql.raw(name)} x where x::text like '%S3cr3t%' limit 1`) }).toEqual({
      name,
      found: [],
    })
})

test('a person who is called like a secret is told none', async () => {
  await setSecret(admin(), { name: 'crm', value })
  const { call } = await walked(
    journey({ body: { name: '{{lead.fullName}}' }, url: 'https://partner.example/{{lead.fullName}}' }),
    '{{secret.crm}}',
  )
  expect(JSON.parse(call?.body ?? '{}')).toEqual({ name: '{{secret.crm}}' })
  expect(call?.url).toBe(`https://partner.example/${encodeURIComponent('{{secret.crm}}')}`)
})

test('what a person is called stays within its place in the address', async () => {
  const { call } = await walked(journey({ url: 'https://partner.example/people/{{lead.fullName}}/x' }), '../../admin?x=1#')
  expect(new URL(call?.url ?? '').pathname).toBe(`/people/${encodeURIComponent('../../admin?x=1#')}/x`)
})

test('a call whose secret is gone is refused and does not leave', async () => {
  const { call, run } = await walked(journey({ body: { key: '{{secret.gone}}' } }))
  expect(call).toBeUndefined()
  expect(run).toMatchObject({ outcome: 'refused', effects: [{ state: 'refused', reason: 'secret-unknown: gone' }] })
})

test('a secret that is missing is refused by name at publish; one that is in use is not removed, however they meet', async () => {
  const graph = draw(
    [
      onDemand,
      ['n2', 'call-webhook', { url: 'https://partner.example/in', headers: { 'x-key-id': '{{secret.late}}' } }],
      ['n3', 'exit', { outcome: 'done' }],
    ],
    ['n1>n2', 'n2:ok>n3', 'n2:refused>n3', 'n2:failed>n3'],
  )
  const made = await createWorkflow(admin(), { key: `k-${newId()}`, name: 'Calls', subjectType: 'lead', graph })
  expect(made.issues.map(({ code, detail }) => `${code}: ${detail}`)).toEqual(['secret-unknown: there is no secret late'])
  expect(await refusalOf(publishVerb(admin(), { workflowId: made.workflowId }))).toBe('workflows.graph-invalid')
  expect(await refusalOf(removeSecret(admin(), { name: 'late' }))).toBe('workflows.secret-not-found')
  let published = false
  for (let round = 0; round < 5; round++) {
    await setSecret(admin(), { name: 'late', value: `another ${newId()}` })
    const moved = {
      ...graph,
      nodes: graph.nodes.map((node) => (node.id === 'n3' ? { ...node, data: { outcome: `done ${round}` } } : node)),
    }
    const { revision } = await saveDraft(admin(), { workflowId: made.workflowId, revision: made.revision + round, graph: moved })
    expect(revision).toBe(made.revision + round + 1)
    const ends = await Promise.allSettled([publishVerb(admin(), { workflowId: made.workflowId }), removeSecret(admin(), { name: 'late' })])
    const left = await world.rows(sql`select 1 from workflows.secrets where name = 'late'`)
    // Whoever came second was refused; never both.
    expect(ends.filter(({ status }) => status === 'rejected').length).toBeGreaterThanOrEqual(1)
    published ||= ends[0].status === 'fulfilled'
    expect({ published, left: left.length }).toEqual({ published, left: published ? 1 : 0 })
  }
})

test('an earlier version whose secret is gone does not come back', async () => {
  await setSecret(admin(), { name: 'once', value: 'only for a while' })
  const nodes: Node[] = [onDemand, ['n2', 'call-webhook', { url: 'https://partner.example/in', body: { key: '{{secret.once}}' } }]]
  const end: Node = ['n3', 'exit', { outcome: 'done' }]
  const graph = draw([...nodes, end], ['n1>n2', 'n2:ok>n3', 'n2:refused>n3', 'n2:failed>n3'])
  const { workflowId, revision } = await createWorkflow(admin(), { key: `k-${newId()}`, name: 'Calls', subjectType: 'lead', graph })
  await publishVerb(admin(), { workflowId })
  expect(await refusalOf(removeSecret(admin(), { name: 'once' }))).toBe('workflows.secret-in-use')
  await saveDraft(admin(), { workflowId, revision, graph: draw([onDemand, end], ['n1>n3']) })
  await publishVerb(admin(), { workflowId })
  await removeSecret(admin(), { name: 'once' })
  expect(await refusalOf(activateVersion(admin(), { workflowId, n: 1 }))).toBe('workflows.graph-invalid')
})

test('receivers verify with the secret they were shown, through a renewal with both, and with the new one alone afterwards', async () => {
  harness.clock.set('2026-11-23T04:30:00.000Z')
  const workflowId = await publish(journey({}))
  const signedNow = async () => {
    const { runId } = await enrol(admin(), { workflowId, subjectId: await person('Asha Rao') })
    calls.length = 0
    await settle()
    expect((await getRun(admin(), { runId })).outcome).toBe('ok')
    const none: Call = { url: '', headers: {}, body: '' }
    const [{ headers, body } = none] = calls
    return (secret: string) => {
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
      const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
      return (headers['webhook-signature'] ?? '').split(' ').includes(`v1,${createHmac('sha256', key).update(text).digest('base64')}`)
    }
  }
  const first = await renewSigningSecret(admin(), { workflowId })
  expect(first.previousUntil).toBeNull()
  expect((await signedNow())(first.secret)).toBe(true)
  const second = await renewSigningSecret(admin(), { workflowId, overlapHours: 1 })
  expect(second.previousUntil).toBe('2026-11-23T05:30:00.000Z')
  const both = await signedNow()
  expect([both(first.secret), both(second.secret)]).toEqual([true, true])
  harness.clock.set('2026-11-23T05:30:00.000Z')
  const later = await signedNow()
  expect([later(first.secret), later(second.secret)]).toEqual([false, true])
  expect(await world.rows(sql`select 1 from workflows.signing_secrets where secrets::text like '%whsec_%'`)).toEqual([])
})

test('secrets are an administrator’s', async () => {
  const head = harness.ctx(someone('SALES_HEAD'))
  expect(await refusalOf(setSecret(head, { name: 'x', value: 'something' }))).toBe('request.forbidden')
  expect(await refusalOf(listSecrets(head, {}))).toBe('request.forbidden')
  expect(await refusalOf(setSecret(admin(), { name: 'x', value: 'line\nbreak' }))).toBe('request.invalid')
  expect(await refusalOf(setSecret(admin(), { name: '__proto__', value: 'something' }))).toBe('request.invalid')
})
