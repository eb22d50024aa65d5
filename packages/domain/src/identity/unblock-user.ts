import { UnblockUserInput, User } from '@mas/contracts/identity'
import { lockUser, unblockRow } from '@mas/db/identity'
import { command } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { requireOther } from './admins.ts'
import { present } from './self.ts'
import { userOf } from './user-view.ts'

export const unblockUser = command({
  verb: 'identity.unblock-user',
  summary: 'Lifts a block; the person signs in again, old sessions stay ended. Nothing happens to somebody who is not blocked.',
  permission: 'identity.unblock-user',
  refuses: ['identity.user-not-found', 'identity.self-change'],
  input: UnblockUserInput,
  output: User,
  run: async (t, { userId, note }) => {
    requireOther(t, userId)
    const user = present(await lockUser(t.tx, userId))
    if (user.state !== 'blocked') return userOf(user)
    await unblockRow(t.tx, userId, t.clock.now())
    const after = present(await lockUser(t.tx, userId))
    await record(t, {
      action: 'identity.unblock-user',
      subject: { type: 'user', id: userId },
      before: { state: 'blocked', reasonCode: user.reasonCode },
      after: { state: after.state },
      reason: note,
    })
    return userOf(after)
  },
})
