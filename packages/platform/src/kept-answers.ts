import type { Claim, KeyRing } from '@mas/kernel'
import { z } from 'zod'

const purpose = 'requests.answer'
const Sealed = z.strictObject({ sealed: z.string() })
const Kept = z.tuple([z.string(), z.unknown()])

/**
 * Answers are kept for a day so that a repeated request gets them again; some are shown this once (a phrase, a signing
 * secret) and all are somebody's. So they lie sealed, each for its own request.
 */
export function sealAnswer(keys: KeyRing, claim: Claim, response: unknown): z.output<typeof Sealed> {
  return { sealed: Buffer.from(keys.seal(purpose, JSON.stringify([placeOf(claim), response ?? null]))).toString('base64') }
}

export function openAnswer(keys: KeyRing, claim: Claim, stored: unknown): unknown {
  const kept = Sealed.safeParse(stored)
  // Kept by the release before this one, for a day at most.
  if (!kept.success) return stored
  const [place, response] = Kept.parse(JSON.parse(keys.open(purpose, Buffer.from(kept.data.sealed, 'base64')) ?? 'null'))
  if (place !== placeOf(claim)) throw new Error('a kept answer belongs to another request')
  return response
}

function placeOf({ actor, verb, key }: Claim): string {
  return JSON.stringify([actor, verb, key])
}
