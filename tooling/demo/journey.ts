import type { MasClient } from '@mas/contracts/client'
import { Graph } from '@mas/contracts/workflows'
import { countMails } from './inbox.ts'
import { progressBar } from './progress-bar.ts'
import type { RunningSystem } from './running-system.ts'

interface Stage {
  readonly system: RunningSystem
  readonly admin: MasClient
  readonly head: MasClient
  readonly say: (line: string) => void
  /** Leads that were active from then on are the ones of this demo. */
  readonly since: Date
}
type Stats = Awaited<ReturnType<MasClient['workflows']['getStats']['query']>>
const waitMs = 12_000
const untouched = { field: 'lead.status', op: 'eq' as const, value: 'new' }
const patienceMs = 120_000
const working = ['Occupation', 'What is your current occupation'].map((column) => ({
  field: `lead.extra.${column}`,
  op: 'eq' as const,
  value: 'Working Professional',
}))

/** A drawn journey over the leads that were just imported: published, entered by all of them, waited for, and told. */
export async function playJourney(stage: Stage): Promise<void> {
  const { admin, head, say, since } = stage
  const here = { all: [{ field: 'lead.lastActivityAt', op: 'after' as const, value: since.toISOString() }] }
  const { id: segmentId } = await head.leads.createSegment.mutate({ name: `Demo ${since.toISOString()}`, condition: here })
  const { items: known } = await head.leads.previewSegment.query({ condition: { all: [here, untouched, { any: working }] }, limit: 8 })
  const withMail = known.flatMap((lead) => (lead.primaryEmail === null ? [] : [{ ...lead, primaryEmail: lead.primaryEmail }]))
  for (const { primaryEmail: value } of withMail.slice(0, 3))
    await head.leads.withdrawConsent.mutate({ value, channel: 'all', purpose: 'service', evidence: { said: 'on the phone' } })

  const drawing = Graph.parse(await Bun.file(new URL('fixtures/journey.json', import.meta.url)).json())
  const key = `demo-${since.getTime()}`
  const { workflowId, issues } = await admin.workflows.createWorkflow.mutate({
    key,
    name: 'First words to new leads',
    subjectType: 'lead',
    graph: drawing,
  })
  say(
    `an administrator drew a journey of ${drawing.nodes.length} nodes; checking it finds ${issues.length} issue: ${issues[0]?.detail ?? ''}`,
  )
  const startAt = new Date(Date.now() + waitMs)
  const saved = await admin.workflows.saveDraft.mutate({ workflowId, revision: 1, graph: startingAt(drawing, startAt) })
  const checked = await admin.workflows.validateDraft.query({ workflowId })
  const { n } = await admin.workflows.publish.mutate({ workflowId, revision: saved.revision, activate: false, note: 'demo' })
  await admin.workflows.activateVersion.mutate({ workflowId, n })
  say(
    `mended (${checked.issues.length} issues), published as version ${n} and activated; it begins at ${startAt.toTimeString().slice(0, 8)}`,
  )

  const began = performance.now()
  const { enrolled, refused } = await head.workflows.enrolMany.mutate({ workflowId, segmentId, requestId: crypto.randomUUID() })
  say(
    `the sales head enrols a segment: ${count(enrolled)} people in ${seconds(began)}${told(refused)}; they sleep in Postgres, one row each`,
  )
  for (const { id: leadId, version } of withMail.slice(3)) await head.leads.changeStatus.mutate({ leadId, version, to: 'contacted' })
  const stats = await follow(admin, workflowId, enrolled)
  await tell(stage, drawing, workflowId, stats)
}

/** The drawing with the instant its first wait ends. */
function startingAt(drawing: Graph, at: Date): Graph {
  return { ...drawing, nodes: drawing.nodes.map((node) => (node.id === 'start' ? { ...node, data: { at: at.toISOString() } } : node)) }
}

async function follow(admin: MasClient, workflowId: string, people: number): Promise<Stats> {
  const bar = progressBar('journey')
  const began = performance.now()
  for (;;) {
    const stats = await admin.workflows.getStats.query({ workflowId })
    const under = stats.standing.reduce((sum, { runs }) => sum + runs, 0)
    bar.show(people - under, people)
    if (under === 0) {
      bar.end(`${count(people)} people at their end in ${seconds(began)}, the wait included`)
      return stats
    }
    if (performance.now() - began > patienceMs) throw new Error(`${under} people still stand in the journey`)
    await Bun.sleep(1_000)
  }
}

async function tell({ system, admin, head, say, since }: Stage, drawing: Graph, workflowId: string, stats: Stats): Promise<void> {
  say('how many left each node, by which output:')
  for (const { id, type } of drawing.nodes) {
    const ways = stats.handles.filter(({ nodeId }) => nodeId === id)
    if (ways.length > 0)
      console.log(`  ${id.padEnd(9)} ${type.padEnd(13)} ${ways.map(({ handle, left }) => `${handle} ${count(left)}`).join(' · ')}`)
  }
  const goals = await admin.workflows.listRuns.query({ workflowId, outcome: 'goal', limit: 10 })
  const mailed = await admin.workflows.listRuns.query({ workflowId, outcome: 'mailed', limit: 1 })
  say(`${goals.items.length} were reached by a telecaller while they waited: the goal ended their journey before any mail`)
  const sent = stats.handles.find(({ nodeId, handle }) => nodeId === 'mail' && handle === 'sent')?.left ?? 0
  const arrived = await countMails(system.sandboxUrl, since, /evening batches/i, sent)
  say(`mails in the sandbox: ${count(arrived)} of ${count(sent)} handed over — ${system.sandboxUrl}`)
  const run = mailed.items[0] ?? goals.items[0]
  if (run === undefined) return
  const { svg } = await head.workflows.renderRun.query({ runId: run.id })
  const picture = new URL('../../.mas/journey.svg', import.meta.url)
  await Bun.write(picture, svg)
  say(`one person's way, drawn: ${picture.href} (signed in: ${system.apiUrl}/workflows/runs/${run.id}.svg)`)
}

const count = (n: number) => n.toLocaleString('en-IN')
const seconds = (began: number) => `${((performance.now() - began) / 1000).toFixed(1)} s`
const told = (refused: Readonly<Record<string, number>>) =>
  Object.entries(refused)
    .map(([code, n]) => `, ${count(n)} refused (${code})`)
    .join('')
