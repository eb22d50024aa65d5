import { emailVerified } from '@mas/contracts/identity'
import { killChallenges, killInvites, lockUser, markEmailVerified, type UserRow } from '@mas/db/identity'
import { emit, fail, type TxCtx } from '@mas/kernel'
import { present } from './self.ts'

/**
 * Part: the person's mailbox is proven. The first proof counts: it says so once, makes an invited person active and
 * ends every sign-up and invitation that still waits. Answers the row as it is then, locked.
 */
export async function proveMailbox(t: TxCtx, user: UserRow, fullName?: string): Promise<UserRow> {
  if (user.state === 'blocked' || user.state === 'erased') throw fail('identity.blocked')
  const now = t.clock.now()
  if (!(await markEmailVerified(t.tx, user.id, now, fullName ?? null))) return user
  await killChallenges(t.tx, user.id, 'verify-email', now)
  await killInvites(t.tx, user.id, now)
  await emit(t, emailVerified, { userId: user.id })
  return present(await lockUser(t.tx, user.id))
}
