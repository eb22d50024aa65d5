import { kindOf, type Channel, type KindName, type QuietHours } from '@mas/contracts/notifications'
import { activeSuppressions, findPreferences, findQuietHours, type IntentRow } from '@mas/db/notifications'
import type { Ctx, TxCtx } from '@mas/kernel'
import { readFlag, readSettings } from '../settings/index.ts'
import { mailAddress } from '../identity/index.ts'
import { hashAddress } from './address-rules.ts'
import type { DecisionFacts } from './decision-rules.ts'
import { askLeadGate } from './lead-gate.ts'
import type { Recipient } from './ports.ts'
import { notificationSettings, outreachOn } from './settings.ts'

interface Looked {
  readonly kindName: KindName
  readonly channels: readonly Channel[]
  /** Of the mail, where there is one already. */
  readonly address: string | null
  readonly person: Recipient | undefined
  readonly emailOn: boolean
}

/** Everything a decision looks at, as it is in the caller's transaction. */
export async function gatherFacts(
  ctx: Ctx | TxCtx,
  intent: IntentRow,
  { kindName, channels, address, person, emailOn }: Looked,
): Promise<DecisionFacts> {
  const reader = 'tx' in ctx ? ctx.tx : ctx.db
  const now = ctx.clock.now()
  const suppressions = address === null ? [] : await activeSuppressions(reader, hashAddress(address), now)
  const { userId, ...own } =
    intent.user_id === null ? { userId: null } : { userId: intent.user_id, ...(await ownSettings(ctx, intent.user_id)) }
  return {
    intentId: intent.id,
    kindName,
    kind: kindOf(kindName),
    channels,
    now,
    expiresAt: intent.expires_at,
    person: userId === null ? undefined : (person ?? 'nobody'),
    address,
    emailOn,
    stopped: !(await readFlag(ctx, outreachOn)),
    suppressions,
    preferences: 'preferences' in own ? own.preferences : new Map(),
    quiet: 'quiet' in own ? own.quiet : await houseQuiet(ctx),
    gate: address === null ? undefined : await askLeadGate(ctx, intent, address),
  }
}

async function ownSettings(ctx: Ctx | TxCtx, userId: string): Promise<{ preferences: ReadonlyMap<string, boolean>; quiet: QuietHours }> {
  const reader = 'tx' in ctx ? ctx.tx : ctx.db
  const stored = await findPreferences(reader, userId)
  const preferences = new Map(stored.map(({ topic, channel, is_on }) => [`${topic}/${channel}`, is_on]))
  return { preferences, quiet: (await findQuietHours(reader, userId)) ?? (await houseQuiet(ctx)) }
}

export async function houseQuiet(ctx: Ctx | TxCtx): Promise<QuietHours> {
  const { quiet } = await readSettings(ctx, { quiet: notificationSettings.quiet })
  return { ...quiet, days: [1, 2, 3, 4, 5, 6, 7] }
}

/** Where a mail of this intent goes: the address that was named, or the user's own. */
export function addressOf(intent: Pick<IntentRow, 'address'>, person: Recipient | undefined): string | null {
  if (intent.address !== null) return intent.address
  return person?.address === undefined || person.address === null ? null : (mailAddress(person.address) ?? null)
}
