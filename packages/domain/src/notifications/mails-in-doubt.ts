import { doubtDesk } from '@mas/db/notifications'
import type { Ctx } from '@mas/kernel'

/** Query: mails of which nobody knows whether they arrived, oldest first; without addresses. */
export async function mailsInDoubt(
  ctx: Ctx,
  limit: number,
): Promise<readonly { id: string; template: string; since: Date; reason: string | null }[]> {
  return (await doubtDesk(ctx.db, limit)).map(({ id, kind, created_at: since, last_error: reason }) => ({
    id,
    template: kind,
    since,
    reason,
  }))
}
