import { fail, mailAddress } from '@mas/kernel'

/** One spelling per mailbox, or the refusal. */
export function normaliseEmail(typed: string): string {
  const address = mailAddress(typed)
  if (address === undefined) throw fail('identity.email-invalid')
  return address
}
