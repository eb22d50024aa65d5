import { DecideRoleChangeInput, RoleChange } from '@mas/contracts/identity'
import { decideRoleChangeRow } from '@mas/db/identity'
import { command } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { pendingChange } from './pending-change.ts'
import { selfOf } from './self.ts'

export const rejectRoleChange = command({
  verb: 'identity.reject-role-change',
  summary: 'Turns a pending role change down; the one who asked may take it back this way too.',
  permission: 'identity.change-role',
  fresh: true,
  refuses: ['identity.role-change-not-found', 'identity.role-change-expired'],
  input: DecideRoleChangeInput,
  output: RoleChange,
  run: async (t, { roleChangeId }) => {
    const change = await pendingChange(t, roleChangeId)
    await decideRoleChangeRow(t.tx, roleChangeId, 'rejected', selfOf(t).userId, t.clock.now())
    await record(t, {
      action: 'identity.reject-role-change',
      subject: { type: 'user', id: change.userId },
      after: { roleChangeId, state: 'rejected' },
    })
    return { ...change, state: 'rejected' as const, expiresAt: change.expiresAt.toISOString() }
  },
})
