import type { Role } from '@mas/contracts/access'
import { activeUserIds, findUserByEmail, findUserByVerifiedPhone, usersByIds } from '@mas/db/identity'
import type { Ctx, TxCtx } from '@mas/kernel'
import { normaliseEmail } from './email-rules.ts'
import { normalisePhone } from './phone-rules.ts'

const readerOf = (ctx: Ctx | TxCtx) => ('tx' in ctx ? ctx.tx : ctx.db)

/** What other domains show of a person. */
export interface UserCard {
  readonly userId: string
  readonly fullName: string
  readonly role: Role
  readonly state: 'invited' | 'active' | 'blocked' | 'erased'
  readonly email: string | null
  readonly emailVerified: boolean
  readonly emailState: 'ok' | 'bouncing'
  readonly phone: string | null
  readonly phoneVerified: boolean
  readonly photoFileId: string | null
  readonly locale: string
  /** IANA zone. */
  readonly zone: string
  readonly registeredAt: Date
}

/** Part: cards by id, in one read; ids of nobody are absent. */
export async function userCards(ctx: Ctx | TxCtx, ids: readonly string[]): Promise<ReadonlyMap<string, UserCard>> {
  if (ids.length === 0) return new Map()
  const found = await usersByIds(readerOf(ctx), [...new Set(ids)])
  return new Map(
    found.map(
      ({ id, fullName, role, state, email, emailVerified, emailState, phone, phoneVerified, photoFileId, locale, zone, createdAt }) => [
        id,
        {
          userId: id,
          fullName,
          role,
          state,
          email,
          emailVerified,
          emailState,
          phone,
          phoneVerified,
          photoFileId,
          locale,
          zone,
          registeredAt: createdAt,
        },
      ],
    ),
  )
}

/** Part: the person who has proven this mailbox. */
export async function findByVerifiedEmail(ctx: Ctx | TxCtx, email: string): Promise<string | undefined> {
  const user = await findUserByEmail(readerOf(ctx), normaliseEmail(email))
  return user?.emailVerified === true ? user.id : undefined
}

/** Part: the person who has proven this phone number. */
export async function findByVerifiedPhone(ctx: Ctx | TxCtx, phone: string): Promise<string | undefined> {
  return (await findUserByVerifiedPhone(readerOf(ctx), normalisePhone(phone)))?.id
}

/** Part: ids of the active people of a role, ascending, at most `limit` after `afterId`. */
export function usersWithRole(
  ctx: Ctx | TxCtx,
  role: Role,
  { afterId, limit = 1000 }: { afterId?: string; limit?: number } = {},
): Promise<string[]> {
  return activeUserIds(readerOf(ctx), role, afterId, limit)
}
