import { sql } from '@mas/db'
import { inTx, newId } from '@mas/kernel'
import { someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { createTag } from '../../leads/index.ts'
import { enter } from '../entry/enter.ts'
import { useWorkflows } from '../fixtures/world.ts'

const world = useWorkflows()
const { harness, ctx, publish, lead, settle, runs, path } = world

const trigger = { type: 'trigger', data: { triggers: [{ kind: 'on-demand' }] }, next: { next: 'm1' } }
const mail = (next: string) => ({
  type: 'send-email',
  data: { template: 'lead-message', consentClass: 'service', variables: { subject: 'Monday', message: 'We meet at ten.' } },
  next: { sent: next, refused: 'x' },
})
const tag = (slug: string, next: string) => ({ type: 'tag', data: { tag: slug, on: true }, next: { done: next, refused: 'x' } })
const exit = (outcome: string) => ({ type: 'exit', data: { outcome }, next: {} })
const ends = { end: exit('done'), x: exit('refused') }

async function walk(nodes: Readonly<Record<string, unknown>>, perMinute?: number) {
  const workflowId = await publish({ n1: trigger, ...nodes, ...ends }, perMinute === undefined ? {} : { perMinute })
  const { leadId, email } = await lead()
  await settle()
  await inTx(ctx(), (t) =>
    enter(t, { workflowId, source: 'demand', entrants: [{ subjectId: leadId, entryKey: leadId, sourceRef: newId() }] }),
  )
  await settle()
  const [run] = await runs(workflowId)
  const runId = run?.id ?? ''
  const together = await world.rows<{ nodes: string }>(
    sql`select string_agg(node_id, ' ' order by seq) as nodes from workflows.steps where run_id = ${runId}::uuid group by xmin::text order by min(seq)`,
  )
  const effects = await world.rows<{ node_id: string }>(
    sql`select node_id from workflows.effects where run_id = ${runId}::uuid order by node_id`,
  )
  return {
    way: await path(runId),
    together: together.map(({ nodes: some }) => some),
    effects: effects.map(({ node_id }) => node_id),
    mails: world.mail.mailsTo(email).length,
  }
}

test('mails in a row, up to the first step that locks what others share, are one commit; each is handed over once', async () => {
  await createTag(harness.ctx(someone('ADMIN')), { slug: 'in-turn', label: 'In turn' })
  expect(await walk({ m1: mail('m2'), m2: mail('t'), t: tag('in-turn', 'm3'), m3: mail('end') })).toEqual({
    way: 'n1.next m1.sent m2.sent t.done m3.sent end.exit',
    together: ['n1', 'm1 m2 t', 'm3 end'],
    effects: ['m1', 'm2', 'm3'],
    mails: 3,
  })
})

test('where one of them throws, nothing is lost of those before it and nothing of them is done twice', async () => {
  expect(await walk({ m1: mail('m2'), m2: mail('t'), t: tag('nobody-made-it', 'end') })).toEqual({
    way: 'n1.next m1.sent m2.sent t.refused x.exit',
    together: ['n1', 'm1', 'm2', 't x'],
    effects: ['m1', 'm2'],
    mails: 2,
  })
})

test('a mail that waits for its slot holds up nothing behind the shared row of the pace', async () => {
  const { way, mails, together } = await walk({ m1: mail('m2'), m2: mail('end') }, 600)
  expect(way.startsWith('n1.next m1.sent')).toBe(true)
  expect(together.slice(0, 2)).toEqual(['n1', 'm1'])
  expect(mails).toBeGreaterThan(0)
})
