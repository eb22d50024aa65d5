import { Backtest, StartBacktestInput, SubjectType, type Program } from '@mas/contracts/workflows'
import { createHash } from 'node:crypto'
import { findBacktest, hasHistory, insertBacktest, type WorkflowRow } from '@mas/db/workflows'
import { actorKey, command, enqueue, fail, newId, type TxCtx } from '@mas/kernel'
import { canonicalJson, record } from '../../audit/index.ts'
import { graphOf } from '../authoring/draft.ts'
import { requireVersion, requireWorkflow } from '../authoring/find-workflow.ts'
import { judge, told } from '../authoring/judge.ts'
import { programHash } from '../graph/program-hash.ts'
import { workflowsJobs } from '../jobs.ts'
import { backtestView } from './backtest-view.ts'

const mostMs = 90 * 86_400_000

export const startBacktest = command({
  verb: 'workflows.start-backtest',
  summary:
    'Replays the real events of up to 90 days through the draft or a version, and reports who would have entered, what would have gone out, and who would have gone another way.',
  permission: 'workflows.start-backtest',
  refuses: [
    'workflows.not-found',
    'workflows.version-not-found',
    'workflows.graph-invalid',
    'workflows.range-too-long',
    'workflows.no-history',
  ],
  rate: 'bulk',
  input: StartBacktestInput,
  output: Backtest,
  run: async (t, { workflowId, n, from, to, seed }) => {
    const row = await requireWorkflow(t, workflowId)
    const range = { from: new Date(from), to: new Date(to) }
    if (range.to <= range.from || range.to.getTime() - range.from.getTime() > mostMs) throw fail('workflows.range-too-long')
    if (!(await hasHistory(t.tx, range.from, range.to))) throw fail('workflows.no-history')
    const program = await programFor(t, row, n)
    const id = newId(t.clock.now().getTime())
    const request = { from: range.from.toISOString(), to: range.to.toISOString(), program }
    const requestHash = createHash('sha256')
      .update(canonicalJson({ ...request, seed }))
      .digest('hex')
    const made = { id, workflowId, requestHash, versionHash: programHash(program), seed, request, requestedBy: actorKey(t.actor) }
    await insertBacktest(t.tx, made, t.clock.now())
    await record(t, {
      action: 'workflows.start-backtest',
      subject: { type: 'workflow', id: workflowId },
      after: { backtestId: id, from, to },
    })
    await enqueue(t, workflowsJobs.runBacktest, { backtestId: id })
    const stored = await findBacktest(t.tx, id)
    if (stored === undefined) throw fail('workflows.backtest-not-found')
    return backtestView(stored)
  },
})

async function programFor(t: TxCtx, row: WorkflowRow, n: number | undefined): Promise<Program> {
  if (n !== undefined) return (await requireVersion(t, row.id, n)).parsed
  const compiled = await judge(t, graphOf(row.draft, row.draft_layout), SubjectType.parse(row.subject_type), row.id)
  if (compiled.program === undefined) throw fail('workflows.graph-invalid', told(compiled))
  return compiled.program
}
