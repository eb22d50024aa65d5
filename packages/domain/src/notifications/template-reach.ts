import type { KindName } from '@mas/contracts/notifications'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'

/** What sales mails to leads. */
const salesTexts: ReadonlySet<KindName> = new Set<KindName>(['lead-nurture', 'lead-message'])

/** Whether a caller's grant reaches the texts of a kind: all of them, or those that go to leads. */
export function reachesText({ grant }: Pick<Ctx, 'grant'>, code: KindName): boolean {
  return grant?.includes('all') === true || salesTexts.has(code)
}

/** A text out of reach is none. */
export function requireText(ctx: Ctx | TxCtx, code: KindName): void {
  if (!reachesText(ctx, code)) throw fail('request.not-found')
}
