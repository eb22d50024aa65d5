import { enqueue, type TxCtx } from '@mas/kernel'
import { identityJobs } from './jobs.ts'

type PlainKind = 'account-exists' | 'new-device' | 'password-changed' | 'sessions-ended-reuse' | 'role-changed' | 'factor-changed'

/** Tells a person by mail what happened to their account. */
export function tell(t: TxCtx, kind: PlainKind, userId: string, data: Readonly<Record<string, string>> = {}): Promise<void> {
  return enqueue(t, identityJobs.sendNotice, { kind, userId, data: { ...data }, platform: t.platform })
}
