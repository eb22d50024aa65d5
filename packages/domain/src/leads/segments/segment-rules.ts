import { conditionIssues, testsOf, type Condition, type ConditionIssue } from '@mas/contracts/core'
import { leadFields } from '@mas/contracts/leads'
import { fail } from '@mas/kernel'

/** Everything that keeps a condition from being one about leads. A segment is a state, so nothing in it "changed". */
export function segmentIssues(condition: Condition): ConditionIssue[] {
  const changes = testsOf(condition).filter(({ op }) => op === 'changed-to')
  return [
    ...conditionIssues(condition, leadFields),
    ...changes.map(({ field }) => ({
      code: 'wrong-type' as const,
      path: '',
      detail: `changed-to of ${field} is for events, not for segments`,
    })),
  ]
}

export function requireSegmentCondition(condition: Condition): void {
  const issues = segmentIssues(condition)
  if (issues.length > 0) throw fail('leads.segment-invalid', { issues: issues.slice(0, 50).map((issue) => ({ ...issue })) })
}
