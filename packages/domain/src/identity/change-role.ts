import { ChangeRoleInput, RoleChange } from '@mas/contracts/identity'
import { expireRoleChanges, lockUser } from '@mas/db/identity'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { otherAdmins, requireOther } from './admins.ts'
import { applyRole } from './apply-role.ts'
import { proposeRole } from './propose-role.ts'
import { present } from './self.ts'

export const changeRole = command({
  verb: 'identity.change-role',
  summary: 'Gives a person another role. ADMIN and FINANCE wait for a second administrator (24 hours) while two or more are active.',
  permission: 'identity.change-role',
  fresh: true,
  refuses: [
    'identity.user-not-found',
    'identity.self-change',
    'identity.last-admin',
    'identity.role-change-pending',
    'identity.session-ended',
  ],
  input: ChangeRoleInput,
  output: RoleChange,
  run: async (t, { userId, role, reason }) => {
    requireOther(t, userId)
    const others = await otherAdmins(t, userId)
    const user = present(await lockUser(t.tx, userId))
    if (user.state === 'erased') throw fail('identity.user-not-found')
    if (user.role === 'ADMIN' && role !== 'ADMIN' && others === 0) throw fail('identity.last-admin')
    const activeAdmins = others + (user.role === 'ADMIN' && user.state === 'active' ? 1 : 0)
    await expireRoleChanges(t.tx, t.clock.now(), userId)
    const change = await proposeRole(t, { userId, from: user.role, to: role, reason, activeAdmins })
    if (change.state === 'applied' && user.role !== role) await applyRole(t, user, role)
    await record(t, {
      action: 'identity.change-role',
      subject: { type: 'user', id: userId },
      before: { role: user.role },
      after: { role, state: change.state, byOneAdmin: activeAdmins < 2 },
      reason,
    })
    return { ...change, expiresAt: change.expiresAt.toISOString() }
  },
})
