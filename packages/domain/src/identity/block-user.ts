import { BlockUserInput, User, userBlocked } from '@mas/contracts/identity'
import { blockRow, lockUser } from '@mas/db/identity'
import { command, emit, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { otherAdmins, requireOther } from './admins.ts'
import { endSessions } from './end-sessions.ts'
import { present, selfOf } from './self.ts'
import { userOf } from './user-view.ts'

export const blockUser = command({
  verb: 'identity.block-user',
  summary: 'Blocks a person, for good or until an instant; all their sessions end at once. Blocking again changes reason and end.',
  permission: 'identity.block-user',
  refuses: ['identity.user-not-found', 'identity.self-change', 'identity.last-admin', 'identity.session-ended', 'request.invalid'],
  input: BlockUserInput,
  output: User,
  run: async (t, { userId, reasonCode, note, until }) => {
    requireOther(t, userId)
    const others = await otherAdmins(t, userId)
    const user = present(await lockUser(t.tx, userId))
    if (user.state === 'erased') throw fail('identity.user-not-found')
    if (user.role === 'ADMIN' && user.state === 'active' && others === 0) throw fail('identity.last-admin')
    const now = t.clock.now()
    const end = until === undefined ? null : new Date(until)
    if (end !== null && end <= now) throw fail('request.invalid', { issues: [{ path: ['until'], message: 'must lie in the future' }] })
    await blockRow(t.tx, userId, { reasonCode, by: selfOf(t).userId, until: end, now })
    await endSessions(t, { userId }, 'blocked')
    const blocked = present(await lockUser(t.tx, userId))
    await record(t, {
      action: 'identity.block-user',
      subject: { type: 'user', id: userId },
      before: { state: user.state },
      after: { state: 'blocked', reasonCode, until: end },
      reason: note,
    })
    await emit(t, userBlocked, { userId, reasonCode, ...(end !== null && { until: end.toISOString() }) })
    return userOf(blocked)
  },
})
