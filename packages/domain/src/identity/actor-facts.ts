import type { Ctx } from '@mas/kernel'
import { readSetting } from '../settings/index.ts'
import type { ActorFact } from './ports.ts'
import { salesHeadPages } from './settings.ts'

/**
 * What the domain that knows about sales heads says of one, for the actor of this request. Without an answer there
 * are no pages: a fault elsewhere narrows what a head may do and never widens it.
 */
export async function actorFactsOf(ctx: Ctx, userId: string): Promise<{ pages: readonly string[]; isolated?: boolean }> {
  try {
    const { pages = [], isolated } = (await ctx.ports.actorFacts.of([userId])).get(userId) ?? {}
    return { pages, ...(isolated !== undefined && { isolated }) }
  } catch (thrown) {
    ctx.log.warn('the facts of a sales head could not be read', { userId, reason: thrown instanceof Error ? thrown.message : 'unknown' })
    return { pages: [] }
  }
}

/** Until a domain above keeps pages for each head, one setting says them for all: what the composition root wires. */
export async function pagesOfEveryHead(ctx: Ctx, userIds: readonly string[]): Promise<ReadonlyMap<string, ActorFact>> {
  const pages = await readSetting(ctx, salesHeadPages)
  return new Map(userIds.map((id) => [id, { pages }]))
}
