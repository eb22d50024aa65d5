import { enqueue, type TxCtx } from '@mas/kernel'
import { identityJobs } from './jobs.ts'

type PlainKind =
  | 'account-exists'
  | 'new-device'
  | 'password-changed'
  | 'sessions-ended-reuse'
  | 'role-changed'
  | 'factor-changed'
  | 'email-changed'
  | 'impersonated'
  | 'break-glass-opened'
  | 'break-glass-sealed'

/** Tells a person by mail what happened to their account. */
export function tell(t: TxCtx, kind: PlainKind, userId: string, data: Readonly<Record<string, string>> = {}): Promise<void> {
  return enqueue(t, identityJobs.sendNotice, { kind, userId, data: { ...data }, platform: t.platform })
}

/** Tells the address that an account no longer has; it travels sealed, because jobs name nobody. */
export function tellOldAddress(t: TxCtx, userId: string, address: string): Promise<void> {
  const sealedAddress = Buffer.from(t.infra.keys.seal('identity.old-address', address, userId)).toString('base64')
  return enqueue(t, identityJobs.sendNotice, { kind: 'email-changed', userId, data: {}, sealedAddress, platform: t.platform })
}
