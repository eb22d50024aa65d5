import type { Platform } from '@mas/contracts/core'
import type { TxCtx } from '@mas/kernel'
import { requestIntents } from './request-intents.ts'

/** Part: welcomes a person in the name of the product they signed up for, once in their life. */
export async function notifyWelcome(t: TxCtx, registered: { userId: string; platform: Platform }): Promise<void> {
  const { userId, platform } = registered
  await requestIntents({ ...t, platform }, { kind: 'welcome', to: [{ userId }], data: {}, dedupeKey: userId })
}
