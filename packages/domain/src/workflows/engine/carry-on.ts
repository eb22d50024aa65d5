import { advance } from './advance.ts'
import type { Advanced, AdvanceInput, SubjectFacts } from './state.ts'

/**
 * Takes a run that left a step further, up to the next wait, step of another domain or end: pure, and what a claim a moment later
 * would have done. `facts` as the step left them.
 */
export function carryOn(input: AdvanceInput, left: Advanced, facts: SubjectFacts = input.facts): Advanced {
  return left.move.kind === 'more' ? joined(left, advance(standingBehind(input, left, facts))) : left
}

/** What a claim a moment later would find: the run where it was left, with the mail that is not taken yet. */
export function standingBehind(input: AdvanceInput, left: Advanced, facts: SubjectFacts = input.facts): AdvanceInput {
  const { cursor, arms, holdout } = left
  const taken = new Map(left.consumed.map(({ eventId, seq }) => [eventId, seq]))
  const mailbox = input.mailbox.map((mail) => ({ ...mail, consumedSeq: taken.get(mail.eventId) ?? mail.consumedSeq }))
  return { ...input, facts, mailbox, cursor, run: { ...input.run, arms, holdout }, effect: undefined }
}

/** Two stretches of one way, the later behind the earlier. */
export function joined(earlier: Advanced, later: Advanced): Advanced {
  return {
    ...later,
    steps: [...earlier.steps, ...later.steps],
    stats: [...earlier.stats, ...later.stats],
    consumed: [...earlier.consumed, ...later.consumed],
  }
}
