import type { Role } from '@mas/contracts/access'
import { roleChanged } from '@mas/contracts/identity'
import { adoptUnprovenRow, eraseUnprovenRow, killChallenges, type UserRow } from '@mas/db/identity'
import { emit, fail, type TxCtx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { invite } from './invite.ts'

/**
 * A sign-up that nobody finished holds an address without having proven it: anybody could have typed it. It keeps
 * nobody from an address that is theirs.
 */
export function isUnproven({ state, emailVerified, phoneVerified, role }: UserRow): boolean {
  return state === 'active' && !emailVerified && !phoneVerified && role === 'USER'
}

interface Met {
  readonly fullName: string
  readonly phone: string | undefined
  readonly role: Role
}
/** Part: somebody vouches for the person behind the address, so the unfinished sign-up becomes their invitation. The caller holds the address. */
export async function adoptUnproven(t: TxCtx, { id }: UserRow, met: Met): Promise<string> {
  const now = t.clock.now()
  // Finished in this very moment: then the address is somebody's.
  if (!(await adoptUnprovenRow(t.tx, id, { ...met, phone: met.phone ?? null }, now))) throw fail('identity.email-taken')
  if (met.role !== 'USER') {
    // A password that was chosen for a learner's account is none for this one.
    await killChallenges(t.tx, id, 'verify-email', now)
    await emit(t, roleChanged, { userId: id, from: 'USER', to: met.role })
  }
  await invite(t, id)
  return id
}

/** Part: another account has proven the mailbox, so the unfinished sign-up goes as it would after its 30 days. */
export async function eraseUnproven(t: TxCtx, { id }: UserRow): Promise<void> {
  const now = t.clock.now()
  await killChallenges(t.tx, id, 'verify-email', now)
  await eraseUnprovenRow(t.tx, id, now)
  const reason = 'another account has proven the mailbox'
  await record(t, { action: 'identity.erase-user', subject: { type: 'user', id }, after: { state: 'erased' }, reason })
}
