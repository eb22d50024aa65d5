import { ChangeRoleInput, RoleChange } from '@mas/contracts/identity'
import { expireRoleChanges, insertRoleChange, lockUser } from '@mas/db/identity'
import { command, fail, newId } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { otherAdmins, requireOther } from './admins.ts'
import { applyRole } from './apply-role.ts'
import { needsSecondAdmin } from './role-rules.ts'
import { present, selfOf } from './self.ts'

const pendingMs = 24 * 3_600_000

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
    if (user.role === 'ADMIN' && role !== 'ADMIN' && others === 0) throw fail('identity.last-admin')
    const now = t.clock.now()
    const activeAdmins = others + (user.role === 'ADMIN' && user.state === 'active' ? 1 : 0)
    const state = needsSecondAdmin(role, activeAdmins) && role !== user.role ? ('pending' as const) : ('applied' as const)
    const change = { id: newId(now.getTime()), userId, from: user.role, to: role, state, expiresAt: new Date(now.getTime() + pendingMs) }
    await expireRoleChanges(t.tx, now, userId)
    await insertRoleChange(t.tx, { ...change, requestedBy: selfOf(t).userId, reason, now })
    if (state === 'applied') await applyRole(t, user, role)
    await record(t, {
      action: 'identity.change-role',
      subject: { type: 'user', id: userId },
      before: { role: user.role },
      after: { role, state, byOneAdmin: activeAdmins < 2 },
      reason,
    })
    return { ...change, expiresAt: change.expiresAt.toISOString() }
  },
})
