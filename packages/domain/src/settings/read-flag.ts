import type { Ctx, SettingsSnapshot, TxCtx } from '@mas/kernel'
import { fail } from '@mas/kernel'
import type { DeclaredFlag } from './define-flag.ts'
import { flagFacts } from './flag-facts.ts'
import { decideFlag, needsFacts, type FlagCaller, type FlagDecision } from './flag-rules.ts'
import { snapshotFor } from './read.ts'
import { aliasNames } from './registry.ts'
import { flagIn } from './snapshot.ts'

/** Whether a flag is on for the caller, at the revision of the verb. */
export async function readFlag(ctx: Ctx | TxCtx, flag: DeclaredFlag): Promise<boolean> {
  flag.usage.read = true
  const snapshot = await requiredSnapshot(ctx)
  return (await decideAt(ctx, snapshot, flag, callerOf(ctx))).value
}

export async function requiredSnapshot(ctx: Ctx | TxCtx): Promise<SettingsSnapshot> {
  const snapshot = await snapshotFor(ctx)
  if (snapshot === undefined) throw fail('request.unavailable', { reason: 'this process keeps no settings' })
  return snapshot
}

export async function decideAt(
  ctx: Ctx | TxCtx,
  snapshot: SettingsSnapshot,
  flag: DeclaredFlag,
  caller: FlagCaller,
): Promise<FlagDecision> {
  const kept = keptOf(snapshot, flag)
  const whole = needsFacts(kept) ? await withFacts(ctx, caller) : caller
  return decideFlag(flag, kept, whole, ctx.clock.now().getTime())
}

export function keptOf(snapshot: SettingsSnapshot, flag: DeclaredFlag): ReturnType<typeof flagIn> {
  return flagIn(snapshot, flag.key, flag.aliases === undefined ? undefined : aliasNames(flag.aliases))
}

/** Only people and devices have flags of their own; a machine gets what holds for nobody in particular. */
export function callerOf({ actor, platform, client }: Ctx | TxCtx): FlagCaller {
  if (actor.kind === 'user') return { userId: actor.userId, role: actor.role, platform }
  const deviceId = actor.kind === 'anonymous' ? client?.deviceId : undefined
  return { platform, ...(deviceId !== undefined && { deviceId }) }
}

async function withFacts(ctx: Ctx | TxCtx, caller: FlagCaller): Promise<FlagCaller> {
  const { userId } = caller
  if (userId === undefined) return caller
  const { person, batchesOf } = flagFacts()
  const [known, batchIds] = [await person?.(ctx, userId), await batchesOf?.(ctx, userId)]
  return { ...caller, ...(known?.emailDomain !== undefined && { emailDomain: known.emailDomain }), ...(batchIds && { batchIds }) }
}
