import { workflowsSchedules } from '@mas/domain/workflows'
import { enqueue } from '@mas/kernel'
import { z } from 'zod'
import { openSession } from '../session.ts'
import { askDatabase, type Asked } from '../sql.ts'
import { checkJourney, type Walked } from './check-journey.ts'
import { child, everyNode, tagsOf } from './drawn-journey.ts'
import type { Flow, FlowStage } from './flows.ts'
import { settleMails } from './mails.ts'
import { withTool, type Tool } from './tool.ts'

const from = '10.20.0.4'
const patienceMs = 120_000
const reconcile = workflowsSchedules.find(({ name }) => name === 'workflows.reconcile-effects')?.job

/** A call that its worker was killed in, or that may have been cut off with Postgres: it has rested its ten minutes. */
const doubtsRest = `update workflows.effects set updated_at = updated_at - interval '11 minutes' where kind = 'call-webhook' and state in ('handed', 'in_doubt')
  and updated_at > now() - interval '10 minutes' and (updated_at < now() - interval '20 seconds' or updated_at < $1::timestamptz)`
const timePasses = [
  `update workflows.cursors set due_at = now(), wake_at = now() where wait_kind in ('duration', 'until') and due_at > now()`,
  // A step that is tried again.
  `update workflows.cursors set due_at = now(), wake_at = now() where wait_kind is null and attempts > 0 and due_at > now()`,
  `update pgboss.job set start_after = now() where name like 'workflows.%' and state in ('created', 'retry') and start_after > now()`,
]

/**
 * Two people in a journey with a node of every type: one goes from end to end, the other one is taken out by the goal.
 * Whatever is struck, both end as drawn, in the steps of a quiet day, and everything that reaches out does so once.
 */
export const journeyFlow: Flow = {
  name: 'journey',
  play: async (stage) => {
    const { edge, people, serial, database } = stage
    const admin = openSession(edge, from, people.admin)
    const head = openSession(edge, from, people.head)
    let calls = 0
    const by = (session: typeof admin) => ({ ...session.caller, key: `journey-${serial}-${(calls += 1)}` })
    const tags = tagsOf(serial)
    const asked = askDatabase(database.url)
    try {
      await asked.rows(
        z.unknown(),
        'insert into leads.tags (id, slug, label) select gen_random_uuid(), slug, slug from unnest($1::text[]) slug on conflict do nothing',
        [`{${Object.values(tags).join(',')}}`],
      )
      const drawn = async (key: string, graph: ReturnType<typeof child>): Promise<string> => {
        const create = by(admin)
        const { workflowId } = await edge.call(create, 'create workflow', (mas) =>
          mas.workflows.createWorkflow.mutate({ key, name: key, subjectType: 'lead', graph }),
        )
        const publish = by(admin)
        await edge.call(publish, 'publish', (mas) => mas.workflows.publish.mutate({ workflowId }))
        return workflowId
      }
      const childId = await drawn(`child-${serial}`, child())
      const workflowId = await drawn(`journey-${serial}`, everyNode(serial, childId, new Date(Date.now() + 3_600_000)))
      const { nodeTypes, graph } = await edge.call(admin.caller, 'get workflow', (mas) => mas.workflows.getWorkflow.query({ workflowId }))
      const missing = nodeTypes.filter((type) => !graph.nodes.some((node) => node.type === type))
      if (missing.length > 0) stage.findings.violated('a journey has every type of node there is', missing.join(', '))
      const captured = async (who: string, n: number): Promise<Walked> => {
        const email = `${who}-${serial}@boundary.example`
        const requestId = Bun.randomUUIDv7()
        const caller = by(head)
        const phones = [`+9198${String(serial * 10 + n).padStart(8, '0')}`]
        const { leadId } = await edge.call(caller, 'capture lead', (mas) =>
          mas.leads.captureLead.mutate({ fullName: `Traveller ${who} ${serial}`, phones, emails: [email], requestId }),
        )
        if (leadId === undefined) throw new Error('a captured lead is out of the reach of who captured it')
        return { leadId, email }
      }
      const walker = await captured('walker', 1)
      const arriver = await captured('arriver', 2)
      const tag = async (leadId: string, slug: string) => {
        const caller = by(head)
        await edge.call(caller, 'tag leads', (mas) => mas.leads.tagLeads.mutate({ leadIds: [leadId], tag: slug }))
      }
      const requestId = Bun.randomUUIDv7()
      const enrol = by(admin)
      await edge.call(enrol, 'enrol', (mas) => mas.workflows.enrol.mutate({ workflowId, subjectId: walker.leadId, requestId }))
      await tag(arriver.leadId, tags.enters)
      await withTool(database, async (tool) => {
        const at = (node: string, standing: number) =>
          `select (select count(*) from workflows.cursors c join workflows.runs r on r.id = c.run_id where r.workflow_id = $1::uuid and c.node_id = '${node}' and c.wait_kind is not null) = ${standing} as done`
        await until(stage, tool, asked, 'both wait for an answer', at('w', 2), workflowId)
        await tag(walker.leadId, tags.answers)
        await tag(arriver.leadId, tags.arrives)
        const open = `select exists (select from workflows.tasks where workflow_id = $1::uuid and state = 'open') as done`
        await settleMails(tool, stage)
        await until(stage, tool, asked, 'the task is there', open, workflowId)
        const [task] = await asked.rows(z.object({ id: z.string() }), 'select id from workflows.tasks where workflow_id = $1::uuid', [
          workflowId,
        ])
        const decide = by(head)
        await edge.call(decide, 'decide task', (mas) => mas.workflows.decideTask.mutate({ taskId: task?.id ?? '', decision: 'done' }))
        const over = `select count(*) = 2 as done from workflows.runs where workflow_id = $1::uuid and state = 'finished'`
        await until(stage, tool, asked, 'both have come to the end', over, workflowId)
        await settleMails(tool, stage)
      })
      return (look) => checkJourney(look, stage, { workflowId, childId, walker, arriver })
    } finally {
      await asked.close()
    }
  },
}

/** Lets time pass where somebody only waits, until it is so; who does not come is told by where they stand. */
async function until(stage: FlowStage, tool: Tool, asked: Asked, what: string, query: string, workflowId: string): Promise<void> {
  await stage.serving()
  const deadline = performance.now() + patienceMs
  for (;;) {
    const [found] = await asked.rows(z.object({ done: z.boolean() }), query, [workflowId])
    if (found?.done === true) return
    if (performance.now() > deadline) throw new Error(`${what}: ${JSON.stringify(await standing(asked, workflowId))}`)
    for (const statement of timePasses) await asked.rows(z.object({}), statement)
    const rested = await asked.rows(z.object({ run_id: z.string() }), `${doubtsRest} returning run_id`, [
      stage.deadSince()?.toISOString() ?? null,
    ])
    if (rested.length > 0) await tool.transact((t) => (reconcile === undefined ? Promise.resolve() : enqueue(t, reconcile, {})))
    await Bun.sleep(100)
  }
}

function standing(asked: Asked, workflowId: string) {
  return asked.rows(
    z.object({ node: z.string().nullable(), state: z.string(), wait: z.string().nullable(), error: z.string().nullable() }),
    `select c.node_id as node, coalesce(r.outcome, r.held_reason, r.state) as state, c.wait_kind as wait, c.last_error as error
     from workflows.runs r left join workflows.cursors c on c.run_id = r.id where r.workflow_id = $1::uuid`,
    [workflowId],
  )
}
