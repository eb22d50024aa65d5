import { EnrolInput, EnrolOutput } from '@mas/contracts/workflows'
import { findEntryRules } from '@mas/db/workflows'
import { command, fail } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { enter } from '../entry/enter.ts'
import { reaches } from './reach-run.ts'

export const enrol = command({
  verb: 'workflows.enrol',
  summary: 'Starts a workflow for one person now; refused with the entry rule that forbids it.',
  permission: 'workflows.enrol',
  refuses: [
    'workflows.not-found',
    'workflows.not-active',
    'workflows.subject-unknown',
    'workflows.subject-blocked',
    'workflows.already-live',
    'workflows.cooling-down',
    'workflows.mutex-busy',
    'workflows.cap-reached',
  ],
  input: EnrolInput,
  output: EnrolOutput,
  run: async (t, { workflowId, subjectId, requestId }) => {
    const rules = await findEntryRules(t.tx, workflowId)
    if (rules === undefined) throw fail('workflows.not-found')
    if (!(await reaches(t, rules.subject_type, subjectId))) throw fail('workflows.subject-unknown')
    const { enrolled, refused } = await enter(t, {
      workflowId,
      source: 'demand',
      entrants: [{ subjectId, entryKey: subjectId, sourceRef: requestId === undefined ? null : `${requestId}:${subjectId}` }],
      startedBy: t.actor.kind === 'user' ? t.actor.userId : null,
    })
    const [run] = enrolled
    if (run === undefined) throw fail(refused[0]?.code ?? 'workflows.already-live', refused[0]?.details)
    await record(t, {
      action: 'workflows.enrol',
      subject: { type: 'workflow-run', id: run.runId },
      after: { workflowId, subjectType: rules.subject_type, subjectId: run.subjectId },
    })
    return { runId: run.runId }
  },
})
