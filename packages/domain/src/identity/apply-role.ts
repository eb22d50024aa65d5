import type { Role } from '@mas/contracts/access'
import { roleChanged } from '@mas/contracts/identity'
import { endImpersonations, findUser, restrictSessions, setRole, shortenSessions, type UserRow } from '@mas/db/identity'
import { emit, type TxCtx } from '@mas/kernel'
import { readSetting } from '../settings/index.ts'
import { tellChanged, tellEnded } from './end-sessions.ts'
import { mustEnrol } from './factor.ts'
import { tell } from './notices.ts'
import { present } from './self.ts'
import { sessionLimits } from './settings.ts'

/** Part: the role of a locked person becomes `to`; open sessions are cut to what it allows, never lengthened. */
export async function applyRole(t: TxCtx, user: UserRow, to: Role): Promise<void> {
  const now = t.clock.now()
  await setRole(t.tx, user.id, to, now)
  const { class: personClass } = present(await findUser(t.tx, user.id))
  const { idleMinutes, absoluteMinutes } = await readSetting(t, sessionLimits[personClass])
  const open = await shortenSessions(t.tx, user.id, idleMinutes * 60_000, absoluteMinutes * 60_000, now)
  if (await mustEnrol(t, { id: user.id, class: personClass })) await restrictSessions(t.tx, user.id, null)
  await tellChanged(t, open)
  // Nobody looks through an administrator's eyes, and nobody but an administrator looks.
  if (to === 'ADMIN') await tellEnded(t, await endImpersonations(t.tx, { of: user.id }, 'by-admin', now))
  else await tellEnded(t, await endImpersonations(t.tx, { via: user.id }, 'by-admin', now))
  await emit(t, roleChanged, { userId: user.id, from: user.role, to })
  await tell(t, 'role-changed', user.id, { from: user.role, to })
}
