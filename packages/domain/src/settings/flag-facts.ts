import type { Role } from '@mas/contracts/access'
import type { Ctx, TxCtx } from '@mas/kernel'

/** What rules of flags may ask about a person, answered by the domains that know it. */
export interface FlagFacts {
  /** Role of a person, and the domain of the e-mail address they have proven. */
  readonly person?: (
    ctx: Ctx | TxCtx,
    userId: string,
  ) => Promise<{ readonly role: Role; readonly emailDomain: string | undefined } | undefined>
  /** The batches that a person belongs to. */
  readonly batchesOf?: (ctx: Ctx | TxCtx, userId: string) => Promise<readonly string[]>
  /** Which of these batches exist. */
  readonly knownBatches?: (ctx: Ctx | TxCtx, batchIds: readonly string[]) => Promise<ReadonlySet<string>>
}
const provided: { -readonly [K in keyof FlagFacts]: FlagFacts[K] } = {}

/** Called once by each domain that knows one of these facts, where it is loaded. */
export function provideFlagFacts(facts: FlagFacts): void {
  for (const name of Object.keys(facts)) if (Object.hasOwn(provided, name)) throw new Error(`the flag fact ${name} is provided twice`)
  Object.assign(provided, facts)
}
export function flagFacts(): FlagFacts {
  return provided
}
