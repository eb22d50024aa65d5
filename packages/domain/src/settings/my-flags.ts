import type { GetMyFlagsOutput } from '@mas/contracts/settings'
import type { Ctx, SettingsSnapshot } from '@mas/kernel'
import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { DeclaredFlag } from './define-flag.ts'
import { decideFlag, needsFacts, type FlagCaller } from './flag-rules.ts'
import { inForce } from './in-force.ts'
import { callerOf, decideAt, keptOf } from './read-flag.ts'
import { declaredFlags, declaredSettings, definitionCount } from './registry.ts'
import { asJson } from './submit-change.ts'

type MyFlags = z.output<typeof GetMyFlagsOutput>

/** Callers whose answer is kept for one snapshot; the one who came first goes first. */
const keptAtMost = 2_000
const answers = new WeakMap<SettingsSnapshot, Map<string, MyFlags>>()

/**
 * Everything a client may see. Clients ask again and again, so the answer to a caller is kept with the snapshot it was
 * made from, where neither the clock nor another domain has a say in it.
 */
export async function myFlags(ctx: Ctx, snapshot: SettingsSnapshot): Promise<MyFlags> {
  const caller = callerOf(ctx)
  const kept = keptAnswers(snapshot)
  const who = `${caller.userId ?? ''} ${caller.role ?? ''} ${caller.deviceId ?? ''} ${caller.platform} ${definitionCount()}`
  const before = kept.get(who)
  if (before !== undefined) return before

  const shown = declaredFlags().filter((flag) => flag.clientVisible)
  for (const flag of shown) flag.usage.read = true
  const flags: Record<string, boolean> = {}
  for (const flag of shown) flags[flag.key] = await isOn(ctx, snapshot, flag, caller)
  const settings = Object.fromEntries(
    declaredSettings()
      .filter(({ clientVisible }) => clientVisible === true)
      .map((type) => [type.key, asJson(inForce(type, (place) => snapshot.values.get(place), ctx.platform).value)]),
  )
  const answer = { flags, settings, etag: createHash('sha256').update(JSON.stringify({ flags, settings })).digest('hex') }
  if (shown.every((flag) => isLasting(snapshot, flag, caller))) {
    const [oldest] = kept.size >= keptAtMost ? kept.keys() : []
    if (oldest !== undefined) kept.delete(oldest)
    kept.set(who, answer)
  }
  return answer
}

async function isOn(ctx: Ctx, snapshot: SettingsSnapshot, flag: DeclaredFlag, caller: FlagCaller): Promise<boolean> {
  const kept = keptOf(snapshot, flag)
  if (needsFacts(kept)) return (await decideAt(ctx, snapshot, flag, caller)).value
  return decideFlag(flag, kept, caller, ctx.clock.now().getTime()).value
}

/** Only a new revision can change it. */
function isLasting(snapshot: SettingsSnapshot, flag: DeclaredFlag, { userId }: FlagCaller): boolean {
  const kept = keptOf(snapshot, flag)
  const override = userId === undefined ? undefined : kept?.overrides.get(userId)
  return !needsFacts(kept) && (override === undefined || override.untilMs === null)
}

function keptAnswers(snapshot: SettingsSnapshot): Map<string, MyFlags> {
  const found = answers.get(snapshot)
  if (found !== undefined) return found
  const none = new Map<string, MyFlags>()
  answers.set(snapshot, none)
  return none
}
