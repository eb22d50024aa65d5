import { lockRoleChange, type RoleChangeRow } from '@mas/db/identity'
import { fail, type TxCtx } from '@mas/kernel'

/** Part: a role change that can still be decided, locked. */
export async function pendingChange(t: TxCtx, id: string): Promise<RoleChangeRow> {
  const change = await lockRoleChange(t.tx, id)
  if (change === undefined) throw fail('identity.role-change-not-found')
  if (change.state !== 'pending' || change.expiresAt <= t.clock.now()) throw fail('identity.role-change-expired', { state: change.state })
  return change
}
