import { rows, sql } from '@mas/db'
import { inTx, newId, type Ctx } from '@mas/kernel'
import type { Egress } from '@mas/kernel/ports/egress'
import { someone } from '@mas/testing'
import { beforeEach, expect, test } from 'bun:test'
import { enter } from '../entry/enter.ts'
import { useWorkflows } from '../fixtures/world.ts'
import { decideTask } from '../tasks/index.ts'
import { driveDue } from './drive.ts'

const calls = new Map<string, number>()
/** Stands at the far end of the wire: remembers keys as a receiver that honours them does. */
const receiver: Egress = {
  check: () => Promise.resolve({ outcome: 'ok', addresses: [] }),
  open: () => Promise.reject(new Error('not used')),
  request: ({ headers = {} }) => {
    const key = headers['idempotency-key'] ?? ''
    calls.set(key, (calls.get(key) ?? 0) + 1)
    const body = new TextEncoder().encode('{"score": 7}')
    return Promise.resolve({ outcome: 'ok', status: 200, headers: new Headers(), address: '203.0.113.9', body, truncated: false })
  },
}
const world = useWorkflows({ egress: receiver })
const { harness, ctx, publish, lead, settle, runs, path } = world
beforeEach(() => harness.clock.set('2026-11-23T04:30:00.000Z'))

const child = {
  c1: { type: 'trigger', data: { triggers: [{ kind: 'on-demand' }] }, next: { next: 'c9' } },
  c9: { type: 'exit', data: { outcome: 'child done' }, next: {} },
}
const everyKind = (childId: string) => ({
  n1: { type: 'trigger', data: { triggers: [{ kind: 'on-demand' }] }, next: { next: 'n2' } },
  n2: { type: 'wait-until', data: { at: '2026-11-01' }, next: { next: 'n3' } },
  n3: { type: 'split', data: { arms: [{ handle: 'a', weight: 10_000 }] }, next: { a: 'n4' } },
  n4: {
    type: 'send-email',
    data: {
      template: 'lead-nurture',
      variables: { courseName: 'Data Analytics', link: 'https://mas.example/c' },
      consentClass: 'service',
    },
    next: { sent: 'n5', refused: 'x' },
  },
  n5: { type: 'update-field', data: { field: 'lead.city', value: 'Nagpur' }, next: { done: 'n6', refused: 'x' } },
  n6: {
    type: 'call-webhook',
    data: { url: 'https://partner.example/hook', body: { city: '{{lead.city}}' }, pointers: { score: '/score' } },
    next: { ok: 'n7', refused: 'x', failed: 'x' },
  },
  n7: { type: 'sub-workflow', data: { workflowId: childId }, next: { finished: 'n8', refused: 'x', 'timed-out': 'x' } },
  n8: {
    type: 'task',
    data: { title: 'Ring', assignee: { role: 'SALES' }, due: { amount: 1, unit: 'days' } },
    next: { done: 'n9', 'timed-out': 'x' },
  },
  n9: {
    type: 'branch',
    data: { branches: [{ handle: 'seven', when: { field: 'vars.score', op: 'eq', value: 7 } }] },
    next: { seven: 'end', else: 'x' },
  },
  end: { type: 'exit', data: { outcome: 'done' }, next: {} },
  x: { type: 'exit', data: { outcome: 'wrong' }, next: {} },
})
const wholeWay = 'n1.next n2.next n3.a n4.sent n5.done n6.ok n7.finished n8.done n9.seven end.exit'

/** A context whose nth transaction ends with the death of its server process, before or after the commit. */
function dying(nth: number, when: 'before the commit' | 'after the commit'): { ctx: Ctx; died: () => boolean } {
  const base = ctx()
  let count = -1
  let died = false
  const transact: Ctx['infra']['transact'] = (work) => {
    count += 1
    if (count !== nth) return died ? Promise.reject(new Error('the process is gone')) : base.infra.transact(work)
    died = true
    if (when === 'after the commit')
      return base.infra.transact(work).then(() => {
        throw new Error('the process died behind its commit')
      })
    return base.infra.transact(async (tx) => {
      const result = await work(tx)
      const [own] = await rows<{ pid: number }>(tx, sql`select pg_backend_pid() as pid`)
      await rows(harness.runtime.driver.db, sql`select pg_terminate_backend(${own?.pid ?? 0}::int)`)
      return result
    })
  }
  return { ctx: { ...base, infra: { ...base.infra, transact } }, died: () => died }
}

async function finishBy(leadId: string): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await settle()
    const open = await world.rows<{ id: string }>(sql`select id from workflows.tasks where state = 'open' and subject_id = ${leadId}::uuid`)
    for (const { id } of open) await decideTask(harness.ctx(someone('SALES')), { taskId: id, decision: 'done' })
  }
}

test('a process that dies at any commit of any kind of node leaves nothing half done: the way and the effects are those of a quiet day', async () => {
  const childId = await publish(child, { reEntry: 'always' })
  const workflowId = await publish(everyKind(childId))
  for (const when of ['before the commit', 'after the commit'] as const)
    for (let nth = 0, died = true; died && nth < 40; nth++) {
      const { leadId, email } = await lead()
      await settle()
      await inTx(ctx(), (t) =>
        enter(t, { workflowId, source: 'demand', entrants: [{ subjectId: leadId, entryKey: leadId, sourceRef: newId() }] }),
      )
      const fault = dying(nth, when)
      // The steps before the first outcome are taken by the process that dies; jobs and what follows by its successor.
      await driveDue(fault.ctx).catch(() => undefined)
      died = fault.died()
      await finishBy(leadId)
      const [run] = (await runs(workflowId)).filter(({ subject_id }) => subject_id === leadId)
      expect(`${when} ${nth}: ${await path(run?.id ?? '')}`).toBe(`${when} ${nth}: ${wholeWay}`)
      expect(world.mail.mailsTo(email)).toHaveLength(1)
      const effects = await world.rows<{ kind: string; n: number; children: number }>(
        sql`select kind, count(*)::int as n from workflows.effects where run_id = ${run?.id ?? null}::uuid group by kind order by kind`,
      )
      expect(effects.map(({ kind, n }) => `${kind} ${n}`)).toEqual(['call-webhook 1', 'send-email 1', 'sub-workflow 1', 'task 1'])
      expect((await runs(childId)).filter(({ subject_id }) => subject_id === leadId)).toHaveLength(1)
      expect(calls.get(`wf:${run?.id}:n6:1`)).toBe(1)
    }
}, 300_000)
