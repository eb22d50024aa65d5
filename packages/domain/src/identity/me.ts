import type { Me } from '@mas/contracts/identity'
import { countFactors, findCredential, type UserRow } from '@mas/db/identity'
import type { Ctx, TxCtx } from '@mas/kernel'
import { selfOf } from './self.ts'

const percents = [33, 66, 100] as const

/** The caller's own row as they may see it. */
export async function meOf(ctx: Ctx | TxCtx, row: UserRow): Promise<Me> {
  const reader = 'tx' in ctx ? ctx.tx : ctx.db
  const { passwordHash, hasGoogle } = await findCredential(reader, row.id)
  const { totp, passkeys, codesLeft } = await countFactors(reader, row.id)
  const pages = [...(selfOf(ctx).pages ?? [])]
  return {
    ...row,
    pages,
    percent: percents[row.stage - 1] ?? 33,
    hasPassword: passwordHash !== null,
    hasGoogle,
    hasTotp: totp,
    passkeys,
    recoveryCodesLeft: codesLeft,
    restricted: selfOf(ctx).restricted ?? null,
  }
}
