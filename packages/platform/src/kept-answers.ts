import type { Claim, Kept, KeyRing } from '@mas/kernel'
import { z } from 'zod'

const purpose = 'requests.answer'
const Sealed = z.strictObject({ sealed: z.string() })
const Outcome = z.union([
  z.strictObject({ refused: z.strictObject({ code: z.string(), details: z.record(z.string(), z.unknown()) }) }),
  z.strictObject({ answer: z.unknown() }),
])
const Opened = z.tuple([z.string(), Outcome])

/**
 * Answers are kept for a day so that a repeated request gets them again; some are shown this once (a phrase, a signing
 * secret) and all are somebody's. So they lie sealed, each for its own request.
 */
export function sealAnswer(keys: KeyRing, claim: Claim, kept: Kept): z.output<typeof Sealed> {
  return { sealed: Buffer.from(keys.seal(purpose, JSON.stringify([placeOf(claim), kept]))).toString('base64') }
}

export function openAnswer(keys: KeyRing, claim: Claim, stored: unknown): Kept {
  const sealed = Sealed.safeParse(stored)
  // Kept by the release before this one, for a day at most.
  if (!sealed.success) return { answer: stored }
  const [place, kept] = Opened.parse(JSON.parse(keys.open(purpose, Buffer.from(sealed.data.sealed, 'base64')) ?? 'null'))
  if (place !== placeOf(claim)) throw new Error('a kept answer belongs to another request')
  return kept
}

function placeOf({ actor, verb, key }: Claim): string {
  return JSON.stringify([actor, verb, key])
}
