import { DecideRoleChangeInput, RoleChange } from '@mas/contracts/identity'
import { decideRoleChangeRow, lockUser } from '@mas/db/identity'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { otherAdmins, requireOther } from './admins.ts'
import { applyRole } from './apply-role.ts'
import { pendingChange } from './pending-change.ts'
import { present, selfOf } from './self.ts'

export const approveRoleChange = command({
  verb: 'identity.approve-role-change',
  summary: 'A second administrator approves a pending role change, which takes effect at once.',
  permission: 'identity.change-role',
  fresh: true,
  refuses: [
    'identity.role-change-not-found',
    'identity.role-change-expired',
    'identity.approver-is-requester',
    'identity.self-change',
    'identity.session-ended',
  ],
  input: DecideRoleChangeInput,
  output: RoleChange,
  run: async (t, { roleChangeId }) => {
    const self = selfOf(t)
    await otherAdmins(t, self.userId)
    const change = await pendingChange(t, roleChangeId)
    if (change.requestedBy === self.userId) throw fail('identity.approver-is-requester')
    requireOther(t, change.userId)
    const user = present(await lockUser(t.tx, change.userId))
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
