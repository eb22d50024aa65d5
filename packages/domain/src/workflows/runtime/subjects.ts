import type { SubjectType } from '@mas/contracts/workflows'
import type { Ctx, TxCtx } from '@mas/kernel'
import { userCards } from '../../identity/index.ts'
import { absorbedInto, getFacts, survivorsOf } from '../../leads/index.ts'
import type { SubjectFacts } from '../engine/state.ts'

/** What is known about people, many at once, at least these fields; whoever is unknown, withdrawn or erased is absent. */
export async function factsOf(
  ctx: Ctx | TxCtx,
  type: SubjectType,
  ids: readonly string[],
  fields?: readonly string[],
): Promise<Map<string, SubjectFacts>> {
  switch (type) {
    case 'lead':
      return new Map([...(await getFacts(ctx, ids, fields))].map(([id, { values, zone }]) => [id, { values, zone }]))
    case 'user':
      return usersFacts(ctx, ids)
    case 'candidate':
      return new Map() // the domain that knows candidates is not in this installation
  }
}

async function usersFacts(ctx: Ctx | TxCtx, ids: readonly string[]): Promise<Map<string, SubjectFacts>> {
  const cards = await userCards(ctx, ids)
  return new Map(
    [...cards].map(([id, card]) => [
      id,
      {
        zone: card.zone,
        values: {
          'user.role': card.role,
          'user.fullName': card.fullName,
          'user.emailVerified': card.emailVerified,
          'user.registeredAt': card.registeredAt.toISOString(),
          'user.blocked': card.state === 'blocked',
        },
      },
    ]),
  )
}

export type Presence = 'present' | 'blocked' | 'unknown'

/** Whom ids stand for today: a lead that was merged is its survivor. Everybody else is absent. */
export function movedTo(ctx: Ctx | TxCtx, type: SubjectType, ids: readonly string[]): Promise<Map<string, string>> {
  return type === 'lead' ? survivorsOf(ctx, ids) : Promise.resolve(new Map())
}

/** Under which ids these people were known before they were merged; whoever never was is absent. */
export function formerIds(ctx: Ctx | TxCtx, type: SubjectType, ids: readonly string[]): Promise<Map<string, string[]>> {
  return type === 'lead' ? absorbedInto(ctx, ids) : Promise.resolve(new Map())
}

/** Whether these people exist and may be led anywhere. A lead that was merged is known by its survivor only. */
export async function presence(ctx: Ctx | TxCtx, type: SubjectType, ids: readonly string[]): Promise<Map<string, Presence>> {
  if (type === 'user')
    return new Map(
      [...(await userCards(ctx, ids))].map(([id, { state }]) => [id, state === 'blocked' || state === 'erased' ? 'blocked' : 'present']),
    )
  if (type === 'candidate') return new Map()
  return new Map([...(await getFacts(ctx, ids, []))].map(([id, { leadId }]) => [id, leadId === id ? 'present' : 'unknown']))
}
