import { EnrolManyInput, EnrolManyOutput, SubjectType } from '@mas/contracts/workflows'
import { findEntryRules, type EntryRulesRow } from '@mas/db/workflows'
import { fail, flow, inTx, type Ctx } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { reachableLeads } from '../../leads/index.ts'
import { asTheyAreNow, enter } from '../entry/enter.ts'
import { gatherEntryFacts, type Entrant } from '../entry/entry-facts.ts'
import { refusalOfEntry } from '../entry/entry-rules.ts'
import { memberIds } from '../segments/members.ts'

/** People per transaction: each holds their key until it commits. */
const chunk = 500
const most = 10_000

export const enrolMany = flow({
  verb: 'workflows.enrol-many',
  summary: 'Starts a workflow for up to 10,000 people or a segment; answers how many entered and how many were refused by which rule.',
  permission: 'workflows.enrol-many',
  refuses: ['workflows.not-found', 'leads.segment-not-found'],
  rate: 'bulk',
  input: EnrolManyInput,
  output: EnrolManyOutput,
  run: async (ctx, { workflowId, subjectIds, segmentId, requestId, dryRun }) => {
    const rules = await findEntryRules(ctx.db, workflowId)
    if (rules === undefined) throw fail('workflows.not-found')
    const asked = [...new Set(subjectIds ?? (segmentId === undefined ? [] : await memberIds(ctx, segmentId)))].slice(0, most)
    const tally: Tally = { enrolled: 0, refused: {} }
    for (let at = 0; at < asked.length; at += chunk) {
      const some = asked.slice(at, at + chunk)
      const reached = await reachedOf(ctx, rules, some)
      count(tally, 'workflows.subject-unknown', some.length - reached.length)
      const entrants = reached.map((subjectId) => ({ subjectId, entryKey: subjectId, sourceRef: `${requestId}:${subjectId}` }))
      await (dryRun ? judgeChunk(ctx, rules, entrants, tally) : enterChunk(ctx, workflowId, entrants, tally))
    }
    return tally
  },
})

interface Tally {
  enrolled: number
  readonly refused: Record<string, number>
}
function count(tally: Tally, code: string, n: number): void {
  if (n > 0) tally.refused[code] = (tally.refused[code] ?? 0) + n
}

async function reachedOf(ctx: Ctx, rules: EntryRulesRow, ids: readonly string[]): Promise<readonly string[]> {
  if (ctx.grant?.includes('all') === true) return ids
  if (rules.subject_type !== 'lead') return []
  const reached = await reachableLeads(ctx, ids)
  return ids.filter((id) => reached.has(id))
}

async function judgeChunk(ctx: Ctx, rules: EntryRulesRow, entrants: readonly Entrant[], tally: Tally): Promise<void> {
  for (const { facts } of await gatherEntryFacts(
    ctx,
    rules,
    'demand',
    await asTheyAreNow(ctx, SubjectType.parse(rules.subject_type), entrants),
  )) {
    const refusal = refusalOfEntry({ ...facts, live: facts.live + tally.enrolled })
    if (refusal === undefined) tally.enrolled += 1
    else count(tally, refusal.code, 1)
  }
}

function enterChunk(ctx: Ctx, workflowId: string, entrants: readonly Entrant[], tally: Tally): Promise<void> {
  return inTx(ctx, async (t) => {
    const startedBy = t.actor.kind === 'user' ? t.actor.userId : null
    const { enrolled, refused } = await enter(t, { workflowId, source: 'demand', entrants, startedBy, bulk: entrants.length > 1 })
    if (enrolled.length > 0)
      await record(t, {
        action: 'workflows.enrol-many',
        subject: { type: 'workflow', id: workflowId },
        after: { enrolled: enrolled.length },
      })
    tally.enrolled += enrolled.length
    for (const { code } of refused) count(tally, code, 1)
  })
}
