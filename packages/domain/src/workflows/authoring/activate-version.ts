import { ActivateVersionInput, WorkflowSummary, type Program } from '@mas/contracts/workflows'
import { findVersion, knownSecrets, setStatus, type WorkflowRow } from '@mas/db/workflows'
import { command, fail, type TxCtx } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { loadProgram } from '../engine/load-program.ts'
import { secretsIn } from '../graph/check-secrets.ts'
import { lockOpen, requireVersion, requireWorkflow } from './find-workflow.ts'
import { lockNesting, requireNesting } from './nesting.ts'
import { pointTriggers } from './point-triggers.ts'
import { summaryOf } from './workflow-view.ts'

export const activateVersion = command({
  verb: 'workflows.activate-version',
  summary: 'Gives new entrants this published version from now on, an earlier one too; whoever is under way stays where they are.',
  permission: 'workflows.activate-version',
  refuses: ['workflows.not-found', 'workflows.archived', 'workflows.version-not-found', 'workflows.graph-invalid'],
  input: ActivateVersionInput,
  output: WorkflowSummary,
  run: async (t, { workflowId, n, note }) => {
    const row = await lockOpen(t, workflowId)
    const { parsed } = await requireVersion(t, workflowId, n)
    if (row.active_version !== n) {
      await requireSecrets(t, parsed)
      await lockNesting(t, Object.values(parsed.nodes))
      await requireNesting(t, row, parsed)
      await activate(t, row, { n, program: parsed })
      await record(t, {
        action: 'workflows.activate-version',
        subject: { type: 'workflow', id: workflowId },
        before: { activeVersion: row.active_version },
        after: { activeVersion: n },
        ...(note !== undefined && { reason: note }),
      })
    }
    return summaryOf(await requireWorkflow(t, workflowId))
  },
})

/** Its secrets may have been removed since it was published, when nobody was in it. */
async function requireSecrets(t: TxCtx, program: Program): Promise<void> {
  const named = Object.entries(program.nodes).map(([nodeId, { data }]) => ({ nodeId, names: secretsIn(JSON.stringify(data)) }))
  const known = await knownSecrets(t.tx, [...new Set(named.flatMap(({ names }) => names))], true)
  const issues = named.flatMap(({ nodeId, names }) =>
    names.filter((name) => !known.has(name)).map((name) => ({ code: 'secret-unknown', nodeId, detail: `there is no secret ${name}` })),
  )
  if (issues.length > 0) throw fail('workflows.graph-invalid', { issues })
}

/** A paused workflow stays paused; a draft becomes active. The caller holds the lock. */
export async function activate(t: TxCtx, row: WorkflowRow, to: { readonly n: number; readonly program: Program }): Promise<void> {
  const before = row.active_version === null ? undefined : await findVersion(t.tx, row.id, row.active_version)
  const status = row.status === 'paused' ? 'paused' : 'active'
  await setStatus(t.tx, row.id, { status, activeVersion: to.n, pausedAt: row.paused_at, at: t.clock.now() })
  await pointTriggers(t, row.id, to.program, before && loadProgram(before.program).program)
}
