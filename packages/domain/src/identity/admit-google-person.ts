import { userRegistered } from '@mas/contracts/identity'
import { findGoogleOwner, findUserByEmail, lockAddress, lockUser } from '@mas/db/identity'
import { emit, fail, type TxCtx } from '@mas/kernel'
import type { GooglePerson } from '@mas/kernel/ports/google-identity'
import { openChallenge } from './challenge.ts'
import { normaliseEmail } from './email-rules.ts'
import { endSessions } from './end-sessions.ts'
import { linkGoogle, requireUnlinked } from './link-google.ts'
import { proveMailbox } from './mailbox.ts'
import { nameFrom } from './name-rules.ts'
import { present } from './self.ts'

/**
 * Part: who a Google person is here. The subject decides; an unknown one is linked by address only where Google
 * speaks for that mailbox, and otherwise after a code mailed to it.
 */
export async function admitGooglePerson(
  t: TxCtx,
  person: GooglePerson & { readonly email: string },
  /** Told with a refusal: a page that waits for the way back. */
  details: Readonly<Record<string, string>> = {},
): Promise<{ userId: string; linkChallengeId?: string }> {
  const owner = await findGoogleOwner(t.tx, person.subject)
  if (owner !== undefined) return { userId: owner }
  const address = normaliseEmail(person.email)
  await lockAddress(t.tx, address)
  const found = await findUserByEmail(t.tx, address)
  if (found === undefined) return { userId: await register(t, address, person) }
  const user = present(await lockUser(t.tx, found.id))
  if (user.state === 'blocked' || user.state === 'erased') throw fail('identity.google-refused', { reason: 'blocked', ...details })
  // The same person in another tab was first.
  if ((await findGoogleOwner(t.tx, person.subject)) === user.id) return { userId: user.id }
  await requireUnlinked(t, user.id, details)
  const authoritative = address.endsWith('@gmail.com') || person.hostedDomain !== undefined
  if (user.emailVerified && !authoritative) {
    const { challengeId } = await openChallenge(t, {
      purpose: 'link-google',
      address,
      userId: user.id,
      payload: { subject: person.subject, method: 'google', amr: 'google' },
    })
    return { userId: user.id, linkChallengeId: challengeId }
  }
  if (!user.emailVerified) {
    // The name a stranger signed this mailbox up with goes too; that of an invitation came from us.
    await proveMailbox(t, user, user.state === 'invited' ? undefined : nameFrom(person.name, address))
    await endSessions(t, { userId: user.id }, 'factor-changed')
  }
  await linkGoogle(t, user.id, person.subject, details)
  return { userId: user.id }
}

async function register(t: TxCtx, email: string, { name, subject }: GooglePerson): Promise<string> {
  const at = t.clock.now()
  const rows = t.infra.auth.rows(t.tx)
  const userId = await rows.createUser({
    email,
    emailVerifiedAt: at,
    fullName: nameFrom(name, email),
    phone: null,
    phoneVerifiedAt: null,
    role: 'USER',
    state: 'active',
    platform: t.platform,
    ip: t.client?.ip ?? null,
    userAgent: t.client?.userAgent.slice(0, 500) ?? null,
    at,
  })
  await rows.createAccount({ userId, providerId: 'google', accountId: subject, passwordHash: null, at })
  await emit(t, userRegistered, { userId, platform: t.platform, role: 'USER', method: 'google', verified: true })
  return userId
}
