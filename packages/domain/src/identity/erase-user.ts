import { eraseUserRow, lockActiveAdmins, lockUser } from '@mas/db/identity'
import { fail, type TxCtx } from '@mas/kernel'
import { destroyKey, record } from '../audit/index.ts'
import { dropFactors } from './drop-factors.ts'
import { endSessions } from './end-sessions.ts'
import { photos } from './photo.ts'
import { present } from './self.ts'

/**
 * Part: empties a person: name, addresses, credentials, devices, factors and where their sessions came from. The id
 * stays for ledgers; the sign-in log is kept for its 400 days. Repeating it changes nothing.
 */
export async function eraseUser(t: TxCtx, userId: string): Promise<void> {
  const admins = await lockActiveAdmins(t.tx)
  const user = present(await lockUser(t.tx, userId))
  if (user.state === 'erased') return
  if (admins.length === 1 && admins[0]?.id === userId) throw fail('identity.last-admin')
  await endSessions(t, { userId }, 'erased')
  await dropFactors(t, userId)
  if (user.photoFileId !== null) await photos.release(t, user.photoFileId)
  await eraseUserRow(t.tx, userId, t.clock.now())
  await record(t, {
    action: 'identity.erase-user',
    subject: { type: 'user', id: userId },
    before: { state: user.state },
    after: { state: 'erased' },
  })
  await destroyKey(t, userId)
}
