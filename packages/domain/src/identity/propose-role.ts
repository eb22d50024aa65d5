import type { Role } from '@mas/contracts/access'
import { insertRoleChange } from '@mas/db/identity'
import { newId, type TxCtx } from '@mas/kernel'
import { isGivenByTwo, needsSecondAdmin } from './role-rules.ts'
import { selfOf } from './self.ts'

const pendingMs = 24 * 3_600_000

interface Proposed {
  readonly userId: string
  readonly from: Role
  readonly to: Role
  readonly reason: string
  /** Counted while all of them are locked. */
  readonly activeAdmins: number
}

/** Part: writes a role change down, to be applied at once or to wait 24 hours for a second administrator. */
export async function proposeRole(t: TxCtx, { activeAdmins, reason, ...change }: Proposed) {
  const now = t.clock.now()
  const isChange = change.from !== change.to
  const state = isChange && needsSecondAdmin(change.to, activeAdmins) ? ('pending' as const) : ('applied' as const)
  const proposed = { id: newId(now.getTime()), ...change, state, expiresAt: new Date(now.getTime() + pendingMs) }
  const byOneAdmin = isChange && state === 'applied' && isGivenByTwo(change.to)
  await insertRoleChange(t.tx, { ...proposed, requestedBy: selfOf(t).userId, byOneAdmin, reason, now })
  return proposed
}
