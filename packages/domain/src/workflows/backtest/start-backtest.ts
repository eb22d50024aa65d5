import { createHash } from 'node:crypto'
import type { Condition } from '@mas/contracts/core'
import { StartBacktestInput, StartBacktestOutput, type Program } from '@mas/contracts/workflows'
import { hasEvents, insertBacktest } from '@mas/db/workflows'
import { actorKey, command, enqueue, fail, newId, type TxCtx } from '@mas/kernel'
import { canonicalJson, record } from '../../audit/index.ts'
import { segmentById } from '../../leads/index.ts'
import { requireVersion, requireWorkflow } from '../authoring/find-workflow.ts'
import { triggersOf } from '../authoring/point-triggers.ts'
import { rulesOf } from '../authoring/workflow-view.ts'
import { programHash } from '../graph/program-hash.ts'
import { workflowsJobs } from '../jobs.ts'
import { programAt } from '../rehearsal/program-at.ts'
import { BacktestRequest } from './request.ts'

const mostMs = 90 * 86_400_000

export const startBacktest = command({
  verb: 'workflows.start-backtest',
  summary:
    'Has up to 90 days of real events replayed through the draft or a version, with the engine and a simulated clock; nothing is changed or sent.',
  permission: 'workflows.start-backtest',
  refuses: [
    'workflows.not-found',
    'workflows.version-not-found',
    'workflows.graph-invalid',
    'workflows.range-too-long',
    'workflows.no-history',
    'leads.segment-not-found',
  ],
  rate: 'bulk',
  input: StartBacktestInput,
  output: StartBacktestOutput,
  run: async (t, { workflowId, n, from, to, segmentId, seed }) => {
    const [begins, ends] = [new Date(from), new Date(to)]
    if (begins >= ends) throw fail('request.invalid', { issues: [{ path: ['to'], message: 'must lie behind from' }] })
    if (ends.getTime() - begins.getTime() > mostMs) throw fail('workflows.range-too-long')
    const row = await requireWorkflow(t, workflowId)
    const program = await programAt(t, row, n)
    if (!(await hasEvents(t.tx, row.subject_type, begins, ends))) throw fail('workflows.no-history')
    const live = row.active_version === null ? [] : [(await requireVersion(t, workflowId, row.active_version)).parsed]
    const segments = await conditionsOf(t, [program, ...live])
    const only = segmentId === undefined ? undefined : await segmentById(t, segmentId)
    if (segmentId !== undefined && only === undefined) throw fail('leads.segment-not-found')
    const asked = { from, to, program, rules: rulesOf(row), liveN: row.active_version, segments, only: only?.condition ?? null }
    const request = BacktestRequest.parse(asked)
    const at = t.clock.now()
    const id = newId(at.getTime())
    const requestHash = createHash('sha256')
      .update(canonicalJson({ ...request, seed }))
      .digest('hex')
    const versionHash = programHash(program)
    await insertBacktest(t.tx, { id, workflowId, requestHash, versionHash, seed, request, by: actorKey(t.actor), at })
    await record(t, {
      action: 'workflows.start-backtest',
      subject: { type: 'workflow', id: workflowId },
      after: { backtestId: id, from, to, versionHash },
    })
    await enqueue(t, workflowsJobs.runBacktest, { backtestId: id })
    return { backtestId: id }
  },
})

/** What segments that start somebody ask, so that the report is of one moment however often it is made. */
async function conditionsOf(t: TxCtx, programs: readonly Program[]): Promise<Record<string, Condition>> {
  const ids = programs.flatMap((program) =>
    triggersOf(program).flatMap((one) => (one.kind === 'segment' || one.kind === 'schedule' ? (one.segmentId ?? []) : [])),
  )
  const found: Record<string, Condition> = {}
  for (const id of new Set(ids)) {
    const segment = await segmentById(t, id)
    if (segment !== undefined) found[id] = segment.condition
  }
  return found
}
