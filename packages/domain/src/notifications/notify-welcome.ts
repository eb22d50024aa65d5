import type { TxCtx } from '@mas/kernel'
import { requestIntents } from './request-intents.ts'

/** Part: welcomes a person, once in their life. */
export async function notifyWelcome(t: TxCtx, registered: { userId: string }): Promise<void> {
  await requestIntents(t, { kind: 'welcome', to: [{ userId: registered.userId }], data: {}, dedupeKey: registered.userId })
}
