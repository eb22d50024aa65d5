import { absorbedRows, leadsOfAccounts, survivorRows } from '@mas/db/leads'
import type { Ctx, TxCtx } from '@mas/kernel'
import { normaliseEmail } from './email-rules.ts'

const readerOf = (ctx: Ctx | TxCtx) => ('tx' in ctx ? ctx.tx : ctx.db)

/** Part (query): the live lead of each of these ids that was merged into another; live and unknown ones are absent. */
export async function survivorsOf(ctx: Ctx | TxCtx, ids: readonly string[]): Promise<Map<string, string>> {
  return new Map((await survivorRows(readerOf(ctx), [...new Set(ids)])).map(({ id, root_id }) => [id, root_id]))
}

/** Part (query): the leads that were merged into each of these, by the id of the one that is left. */
export async function absorbedInto(ctx: Ctx | TxCtx, ids: readonly string[]): Promise<Map<string, string[]>> {
  const found = Map.groupBy(await absorbedRows(readerOf(ctx), [...new Set(ids)]), ({ root_id }) => root_id)
  return new Map([...found].map(([root, absorbed]) => [root, absorbed.map(({ id }) => id)]))
}

/**
 * Part (query): the live lead of each account, by user id: the one it was made from, else the one that its address or number
 * identifies. Give only what the person has proven to own; whoever can claim an address could claim its lead otherwise.
 */
export async function leadsOfUsers(
  ctx: Ctx | TxCtx,
  accounts: readonly { readonly userId: string; readonly email: string | null; readonly phone: string | null }[],
): Promise<Map<string, string>> {
  const found = await leadsOfAccounts(
    readerOf(ctx),
    accounts.map(({ userId, email, phone }) => ({ user_id: userId, email: email === null ? null : canonical(email), phone })),
  )
  return new Map(found.map(({ user_id, lead_id }) => [user_id, lead_id]))
}

function canonical(email: string): string | null {
  const read = normaliseEmail(email)
  return 'value' in read ? read.value : null
}
