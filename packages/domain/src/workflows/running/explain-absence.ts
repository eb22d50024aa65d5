import { ExplainAbsenceInput, ExplainAbsenceOutput, SubjectType } from '@mas/contracts/workflows'
import { findEntryRules } from '@mas/db/workflows'
import { fail, query } from '@mas/kernel'
import { asTheyAreNow } from '../entry/enter.ts'
import { gatherEntryFacts } from '../entry/entry-facts.ts'
import { entryChecks } from '../entry/entry-rules.ts'
import { reaches } from './reach-run.ts'

export const explainAbsence = query({
  verb: 'workflows.explain-absence',
  summary: 'Why a person is not in a workflow: the entry rules in their order with the values they see now.',
  permission: 'workflows.explain-absence',
  refuses: ['workflows.not-found', 'workflows.subject-unknown'],
  input: ExplainAbsenceInput,
  output: ExplainAbsenceOutput,
  run: async (ctx, { workflowId, subjectId }) => {
    const rules = await findEntryRules(ctx.db, workflowId)
    if (rules === undefined) throw fail('workflows.not-found')
    if (!(await reaches(ctx, rules.subject_type, subjectId))) throw fail('workflows.subject-unknown')
    const [judged] = await gatherEntryFacts(
      ctx,
      rules,
      'demand',
      await asTheyAreNow(ctx, SubjectType.parse(rules.subject_type), [{ subjectId, entryKey: subjectId, sourceRef: null }]),
    )
    const checks = judged === undefined ? [] : entryChecks(judged.facts)
    return {
      wouldEnter: checks.every(({ holds }) => holds),
      checks: checks.map(({ rule, holds, code, details }) => ({ rule, holds, code, details: { ...details } })),
    }
  },
})
