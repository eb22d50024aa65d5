import { DecideRoleChangeInput, RoleChange } from '@mas/contracts/identity'
import { decideRoleChangeRow, lockUser } from '@mas/db/identity'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { lockedAdmins, requireOther } from './admins.ts'
import { applyRole } from './apply-role.ts'
import { pendingChange } from './pending-change.ts'
import { present, selfOf } from './self.ts'

export const approveRoleChange = command({
  verb: 'identity.approve-role-change',
  summary:
    'A second administrator approves a pending role change, which takes effect at once; whoever asked for it must be an active administrator still.',
  permission: 'identity.change-role',
  fresh: true,
  refuses: [
    'identity.role-change-not-found',
    'identity.user-not-found',
    'identity.role-change-expired',
    'identity.approver-is-requester',
    'identity.self-change',
    'identity.session-ended',
  ],
  input: DecideRoleChangeInput,
  output: RoleChange,
  run: async (t, { roleChangeId }) => {
    const self = selfOf(t)
    const admins = await lockedAdmins(t)
    const change = await pendingChange(t, roleChangeId)
    if (change.requestedBy === self.userId) throw fail('identity.approver-is-requester')
    requireOther(t, change.userId)
    // Two administrators give such a role, and whoever is none any more is not one of them.
    if (!admins.has(change.requestedBy)) throw fail('identity.role-change-expired', { state: 'requester-left' })
    const user = present(await lockUser(t.tx, change.userId))
    if (user.state === 'erased') throw fail('identity.user-not-found')
    await decideRoleChangeRow(t.tx, roleChangeId, 'applied', self.userId, t.clock.now())
    await applyRole(t, user, change.to)
    await record(t, {
      action: 'identity.approve-role-change',
      subject: { type: 'user', id: user.id },
      before: { role: user.role },
      after: { role: change.to, roleChangeId },
    })
    return { ...change, from: user.role, state: 'applied' as const, expiresAt: change.expiresAt.toISOString() }
  },
})
