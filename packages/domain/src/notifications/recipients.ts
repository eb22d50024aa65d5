import type { Ctx } from '@mas/kernel'
import type { Recipient } from './ports.ts'

/** The one place that asks who a user is: address, zone, locale, role and state by ids; unknown ids are absent. */
export async function findRecipients(ctx: Ctx, userIds: readonly string[]): Promise<ReadonlyMap<string, Recipient>> {
  if (userIds.length === 0) return new Map()
  const found = await ctx.ports.recipientDirectory.findByIds([...new Set(userIds)])
  return new Map(found.map((one) => [one.userId, one]))
}

export async function findRecipient(ctx: Ctx, userId: string | null): Promise<Recipient | undefined> {
  return userId === null ? undefined : (await findRecipients(ctx, [userId])).get(userId)
}
