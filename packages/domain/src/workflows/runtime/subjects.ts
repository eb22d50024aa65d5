import type { SubjectType } from '@mas/contracts/workflows'
import { businessZone, type Ctx, type TxCtx } from '@mas/kernel'
import { userCards } from '../../identity/index.ts'
import { leadFacts } from '../../leads/index.ts'
import type { SubjectFacts } from '../engine/state.ts'

/** Where the fields of each kind of subject come from: many people at once, missing fields absent. */
export async function factsOf(
  ctx: Ctx | TxCtx,
  type: SubjectType,
  ids: readonly string[],
  fields: readonly string[],
): Promise<Map<string, SubjectFacts>> {
  switch (type) {
    case 'lead':
      return leadsFacts(ctx, ids, fields)
    case 'user':
      return usersFacts(ctx, ids)
    case 'candidate':
      return new Map()
  }
}

async function leadsFacts(ctx: Ctx | TxCtx, ids: readonly string[], _fields: readonly string[]): Promise<Map<string, SubjectFacts>> {
  const found = new Map<string, SubjectFacts>()
  for (const id of ids) {
    const facts = await leadFacts(ctx, id)
    if (facts !== undefined)
      found.set(id, { values: { 'lead.status': facts.status, 'lead.fullName': facts.fullName }, zone: businessZone })
  }
  return found
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
          'user.blocked': card.state === 'blocked',
        },
      },
    ]),
  )
}

export type Presence = 'present' | 'blocked' | 'unknown'

/** Whether these people exist and may be led anywhere. A lead that was merged is known by its survivor only. */
export async function presence(ctx: Ctx | TxCtx, type: SubjectType, ids: readonly string[]): Promise<Map<string, Presence>> {
  const found = new Map<string, Presence>()
  if (type === 'user') {
    for (const [id, { state }] of await userCards(ctx, ids)) found.set(id, state === 'blocked' || state === 'erased' ? 'blocked' : 'present')
  } else if (type === 'lead') {
    for (const id of ids) {
      const facts = await leadFacts(ctx, id)
      if (facts !== undefined) found.set(id, facts.status === 'withdrawn' ? 'blocked' : facts.status === 'merged' ? 'unknown' : 'present')
    }
  }
  return found
}
