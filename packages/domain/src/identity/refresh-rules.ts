interface TokenFacts {
  readonly generation: number
  readonly predecessor: number | null
  readonly rotatedAt: Date | null
  readonly voidedAt: Date | null
}
export interface RefreshFacts {
  readonly presented: TokenFacts
  readonly current: TokenFacts
  /** The proof of the session's own device came with it. */
  readonly proven: boolean
  /** The highest generation any request has shown. */
  readonly seenGeneration: number
  readonly graceMs: number
  readonly nowMs: number
}
type RefreshDecision = 'rotate' | 'invalid' | 'same' | 'lost-reply' | 'reused'

const lostReplyMs = 24 * 3_600_000

/**
 * What a refresh token of a family is worth.
 * `same`: rotated a moment ago, so the current token is told again (a lost reply, another tab).
 * `lost-reply`: its successor was never used by anybody, so the reply that carried it never arrived.
 */
export function decideRefresh(facts: RefreshFacts): RefreshDecision {
  const { presented, current, proven, nowMs } = facts
  if (presented.generation === current.generation) return proven ? 'rotate' : 'invalid'
  if (!proven || presented.voidedAt !== null || presented.rotatedAt === null) return 'reused'
  const age = nowMs - presented.rotatedAt.getTime()
  if (age <= facts.graceMs) return 'same'
  return isUnansweredPredecessor(facts) && age <= lostReplyMs ? 'lost-reply' : 'reused'
}

/** The current token was issued for the presented one, and neither it nor an access token made with it was ever seen. */
export function isUnansweredPredecessor({ presented, current, seenGeneration }: RefreshFacts): boolean {
  return current.predecessor === presented.generation && seenGeneration < current.generation
}
