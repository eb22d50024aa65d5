import type { ContactDecision } from '@mas/contracts/leads'
import { isKindName, kindOf } from '@mas/contracts/notifications'
import { preferencesOf, quietHoursOf, suppressionsOver } from '@mas/db/notifications'
import type { Ctx } from '@mas/kernel'
import { mailAddress } from '../identity/index.ts'
import { hashAddress } from './address-rules.ts'
import { decide, type DecisionFacts } from './decision-rules.ts'
import { houseQuiet } from './intent-facts.ts'
import { findRecipients } from './recipients.ts'

export interface MailQuestion {
  readonly kind: string
  /** A lead's; users are mailed where they are known. */
  readonly address: string | null
  readonly userId: string | null
  /** When it was asked for. */
  readonly at: Date
  readonly expiresAt: Date
  /** What the gate of leads would have said at an instant. */
  readonly gate?: (at: Date) => ContactDecision
  /** Spreads what waited for the morning. */
  readonly key: string
}
export type Delivery =
  | { readonly kind: 'leaves'; readonly at: Date; readonly waited: readonly string[] }
  | { readonly kind: 'stays'; readonly reason: string }
export type ForetellDelivery = (question: MailQuestion) => Delivery

/** Deferrals behind each other are bounded: a message that waits longer than this has expired by then. */
const mostWaits = 20

/**
 * Part (query): what would have become of mails in the past by the rules that decide about them now: suppressions as of the instant,
 * hours and what people set for themselves as of today. The daily cap of notices is not looked at.
 */
export async function foretellDelivery(
  ctx: Ctx,
  people: { readonly addresses: readonly string[]; readonly userIds: readonly string[] },
): Promise<ForetellDelivery> {
  const quiet = await houseQuiet(ctx)
  const ownQuiet = new Map((await quietHoursOf(ctx.db, people.userIds)).map(({ user_id, ...hours }) => [user_id, hours]))
  const set = Map.groupBy(await preferencesOf(ctx.db, people.userIds), ({ user_id }) => user_id)
  const users = await findRecipients(ctx, people.userIds)
  const mailed = [...people.addresses, ...[...users.values()].flatMap(({ address }) => (address === null ? [] : [address]))]
  const stored = await suppressionsOver(ctx.db, [...new Set(mailed.map(hashOf))])
  const byHash = Map.groupBy(stored, ({ address_hash }) => address_hash)
  return (question) => {
    const { kind, userId, key, expiresAt } = question
    if (!isKindName(kind)) return { kind: 'stays', reason: 'kind-unknown' }
    const person = userId === null ? undefined : users.get(userId)
    const address = question.address ?? person?.address ?? null
    const suppressions = address === null ? [] : (byHash.get(hashOf(address)) ?? [])
    const factsAt = (now: Date): DecisionFacts => ({
      intentId: key,
      kindName: kind,
      kind: kindOf(kind),
      channels: ['email'],
      now,
      expiresAt,
      person: userId === null ? undefined : (person ?? 'nobody'),
      address,
      emailOn: true,
      stopped: false,
      suppressions: suppressions.filter((one) => one.created_at <= now && !isOver(one, now)),
      preferences: new Map((set.get(userId ?? '') ?? []).map(({ topic, channel, is_on }) => [`${topic}/${channel}`, is_on])),
      quiet: ownQuiet.get(userId ?? '') ?? quiet,
      gate: address === null ? undefined : question.gate?.(now),
    })
    return waitThrough(question.at, factsAt)
  }
}

function waitThrough(asked: Date, factsAt: (now: Date) => DecisionFacts): Delivery {
  const waited: string[] = []
  let at = asked
  for (let n = 0; n < mostWaits; n += 1) {
    const said = decide(factsAt(at))
    if (said.decision === 'allowed') return { kind: 'leaves', at, waited }
    if (said.decision !== 'deferred') return { kind: 'stays', reason: said.reason }
    waited.push(said.reason)
    at = said.until > at ? said.until : new Date(at.getTime() + 60_000)
  }
  return { kind: 'stays', reason: 'expired' }
}

function isOver({ lifted_at, expires_at }: { lifted_at: Date | null; expires_at: Date | null }, now: Date): boolean {
  return (lifted_at !== null && lifted_at <= now) || (expires_at !== null && expires_at <= now)
}

const hashOf = (address: string) => hashAddress(mailAddress(address) ?? address)
