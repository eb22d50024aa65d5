import { insertItems } from '@mas/db/webhooks'
import { filesFor } from '@mas/domain/files'
import { createSegment } from '@mas/domain/leads'
import { defineSetting, setSetting } from '@mas/domain/settings'
import { createWorkflow, driveDue, enrol, publish } from '@mas/domain/workflows'
import { newId, system, type UserActor } from '@mas/kernel'
import { someone, type Harness } from '@mas/testing'
import { z } from 'zod'

interface Whose {
  readonly canary: string
  readonly seller: UserActor
  readonly learner: string
  readonly leadId: string
}

const note = defineSetting({ key: 'sales.foreign-note', schema: z.string().max(100), default: '', describe: 'A text, for this test' })

/** What people have beyond leads: files, segments, tasks of workflows; and what a domain has that is not finance's. */
export async function giveBelongings(harness: Harness, { canary, seller, learner, leadId }: Whose): Promise<void> {
  const admin = someone('ADMIN', { confirmedAtMs: harness.clock.now().getTime() })
  const files = filesFor('leads')
  const bytes = async function* () {
    yield new TextEncoder().encode(`name\n${canary}\n`)
  }
  await files.putGenerated(
    harness.ctx(seller),
    { purpose: 'export', ownerRef: `export:${newId()}`, name: `${canary}.csv`, subjectUserId: learner },
    bytes(),
  )
  await createSegment(harness.ctx(seller), { name: `${canary} hot ones`, condition: { field: 'lead.status', op: 'eq', value: 'new' } })
  await setSetting(harness.ctx(admin), { key: note.key, value: canary, baseVersion: 0, reason: `${canary} asked for it` })
  await receiveItem(harness, canary)
  await giveTask(harness, admin, { canary, seller, learner, leadId })
}

/** Of a provider that moves no money: administration's. */
async function receiveItem(harness: Harness, canary: string): Promise<void> {
  const at = harness.clock.now().toISOString()
  const raw = Buffer.from(JSON.stringify({ name: canary })).toString('base64')
  const item = {
    id: newId(),
    provider: 'meetings',
    dedupe_key: canary,
    event_type: `${canary}.joined`,
    received_at: at,
    raw_until: '2027-01-01T00:00:00.000Z',
  }
  await harness.runtime.driver.transaction(async (tx) => {
    await insertItems(tx, [{ ...item, raw, headers: {}, secret_version: null, dead: 'nobody reads these' }])
  })
}

async function giveTask(harness: Harness, admin: UserActor, { canary, learner, leadId }: Whose): Promise<void> {
  const position = { x: 0, y: 0 }
  const edge = (source: string, sourceHandle: string, target: string) => ({ id: `${source}-${sourceHandle}`, source, sourceHandle, target })
  const title = `Ring ${canary}`
  const graph = {
    nodes: [
      { id: 'n1', type: 'trigger', position, data: { triggers: [{ kind: 'on-demand' }] } },
      { id: 'n2', type: 'task', position, data: { title, assignee: { userId: learner }, due: { amount: 300, unit: 'days' } } },
      { id: 'n3', type: 'exit', position, data: { outcome: 'done' } },
      { id: 'n4', type: 'exit', position, data: { outcome: 'late' } },
    ],
    edges: [edge('n1', 'next', 'n2'), edge('n2', 'done', 'n3'), edge('n2', 'timed-out', 'n4')],
  }
  const { workflowId, revision } = await createWorkflow(harness.ctx(admin), { key: 'ring', name: 'Ring', subjectType: 'lead', graph })
  await publish(harness.ctx(admin), { workflowId, revision })
  await enrol(harness.ctx(admin), { workflowId, subjectId: leadId })
  for (let moved = 1; moved > 0;) moved = (await harness.drain()).ran.length + (await driveDue(harness.ctx(system('test'))))
}
