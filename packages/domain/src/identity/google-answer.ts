import { fail, type ProviderAnswer } from '@mas/kernel'
import type { GooglePerson } from '@mas/kernel/ports/google-identity'

/** Whom Google vouches for, or the refusal; `details` tells a page that waits for the way back where it is. */
export function personOf(
  answer: ProviderAnswer<GooglePerson>,
  details: Readonly<Record<string, string>> = {},
): GooglePerson & { readonly email: string } {
  if (answer.outcome === 'in_doubt' || (answer.outcome === 'refused' && answer.retry !== 'never'))
    throw fail('identity.google-unavailable', details)
  if (answer.outcome === 'refused') throw fail('identity.google-refused', { reason: answer.reason, ...details })
  const { email, emailVerified } = answer.value
  if (email === undefined || !emailVerified) throw fail('identity.google-refused', { reason: 'email-not-verified', ...details })
  return { ...answer.value, email }
}
