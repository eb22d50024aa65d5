import type { Me, SessionBanner } from '@mas/contracts/identity'
import { countFactors, findBanner, findCredential, type UserRow } from '@mas/db/identity'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'
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
    session: await bannerOf(ctx),
  }
}

/** What the page shows above everything while this is not the person's own sign-in. */
async function bannerOf(ctx: Ctx | TxCtx): Promise<SessionBanner> {
  const banner = await findBanner('tx' in ctx ? ctx.tx : ctx.db, selfOf(ctx).sessionId)
  if (banner === undefined) throw fail('identity.session-ended')
  const { kind, endsAt, byId, byName, byRole } = banner
  const by = byId === null || byName === null || byRole === null ? null : { userId: byId, fullName: byName, role: byRole }
  return { kind, endsAt: endsAt.toISOString(), by, readOnly: kind === 'impersonation' }
}
