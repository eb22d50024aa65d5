import type { Role } from '@mas/contracts/access'
import { userRegistered } from '@mas/contracts/identity'
import { findUserByEmail, findUserByVerifiedPhone, lockAddress, lockUser } from '@mas/db/identity'
import { emit, fail, type TxCtx } from '@mas/kernel'
import { normaliseEmail } from './email-rules.ts'
import { invite } from './invite.ts'
import { nameFrom } from './name-rules.ts'
import { normalisePhone } from './phone-rules.ts'
import { adoptUnproven, isUnproven } from './unproven.ts'

/** Somebody another domain met: known by an address, or by a phone number that domain has verified. */
export interface MetPerson {
  readonly email?: string
  readonly verifiedPhone?: string
  readonly fullName: string
  readonly phone?: string
  /** Who met them: `admissions.enrolment`. */
  readonly source: string
}

/** Part: the account of a person another domain met; without one, an invited account and a link by mail. N parallel calls make one. */
export async function ensureUser(t: TxCtx, person: MetPerson): Promise<{ userId: string; created: boolean }> {
  const email = person.email === undefined ? undefined : normaliseEmail(person.email)
  const verifiedPhone = person.verifiedPhone === undefined ? undefined : normalisePhone(person.verifiedPhone)
  if (email === undefined && verifiedPhone === undefined) throw fail('identity.email-invalid')
  for (const address of [email, verifiedPhone]) if (address !== undefined) await lockAddress(t.tx, address)
  const met =
    (email === undefined ? undefined : await findUserByEmail(t.tx, email)) ??
    (verifiedPhone === undefined ? undefined : await findUserByVerifiedPhone(t.tx, verifiedPhone))
  // Locked: who is about to prove the mailbox does so before or afterwards.
  const found = met === undefined ? undefined : await lockUser(t.tx, met.id)
  if (found !== undefined && !isUnproven(found)) return { userId: found.id, created: false }
  const phone = verifiedPhone ?? (person.phone === undefined ? undefined : normalisePhone(person.phone))
  if (found !== undefined) {
    await adoptUnproven(t, found, { fullName: nameFrom(person.fullName, email ?? ''), phone, role: 'USER' })
    return { userId: found.id, created: false }
  }
  const userId = await createInvited(t, {
    email,
    fullName: nameFrom(person.fullName, email ?? ''),
    phone,
    phoneVerified: verifiedPhone !== undefined,
    role: 'USER',
    method: 'ensured',
  })
  return { userId, created: true }
}

interface Invited {
  readonly email: string | undefined
  readonly fullName: string
  readonly phone: string | undefined
  readonly phoneVerified: boolean
  readonly role: Role
  readonly method: 'ensured' | 'invite'
}
/** Part: an account without any credential, and the link that activates it. The caller holds the address. */
export async function createInvited(t: TxCtx, { email, fullName, phone, phoneVerified, role, method }: Invited): Promise<string> {
  const at = t.clock.now()
  const userId = await t.infra.auth.rows(t.tx).createUser({
    email: email ?? null,
    emailVerifiedAt: null,
    fullName,
    phone: phone ?? null,
    phoneVerifiedAt: phoneVerified ? at : null,
    role,
    state: 'invited',
    platform: t.platform,
    ip: null,
    userAgent: null,
    at,
  })
  await emit(t, userRegistered, { userId, platform: t.platform, role, method, verified: false })
  if (email !== undefined) await invite(t, userId)
  return userId
}
