import type { Origin } from '@mas/contracts/core'
import type { CallKind, KindData } from '@mas/contracts/notifications'
import type { TxCtx } from '@mas/kernel'
import { requestIntents } from './request-intents.ts'

/**
 * Part: tells people something, on the channels of its kind and as far as each of them wants it. It happens if, and
 * only if, the caller's transaction commits; the same kind, person and key twice is one notice.
 */
export function notify<K extends CallKind>(
  t: TxCtx,
  request: {
    kind: K
    userIds: readonly string[]
    data: KindData<K>
    dedupeKey: string
    dueAt?: Date
    expiresAt?: Date
    origin?: Origin | string
  },
): Promise<string[]> {
  const { userIds, ...rest } = request
  return requestIntents(t, { ...rest, to: userIds.map((userId) => ({ userId })) })
}
