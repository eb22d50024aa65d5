import { advance } from './advance.ts'
import type { Advanced, AdvanceInput, SubjectFacts } from './state.ts'

/**
 * Takes a run that left a step further, up to the next wait, step of another domain or end: pure, and what a claim a moment later
 * would have done. `facts` as the step left them.
 */
export function carryOn(input: AdvanceInput, left: Advanced, facts: SubjectFacts = input.facts): Advanced {
  if (left.move.kind !== 'more') return left
  const { cursor, arms, holdout } = left
  const further = advance({ ...input, facts, cursor, run: { ...input.run, arms, holdout }, effect: undefined })
  return {
    ...further,
    steps: [...left.steps, ...further.steps],
    stats: [...left.stats, ...further.stats],
    consumed: [...left.consumed, ...further.consumed],
  }
}
