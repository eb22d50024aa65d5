import { ListMyHistoryInput, ListMyHistoryOutput, type AuditEntry } from '@mas/contracts/audit'
import { pageHistory } from '@mas/db/audit'
import { cutPage, fail, query } from '@mas/kernel'
import { positionOf, readPosition } from './position.ts'
import { shownEntries } from './shown-entries.ts'

const list = 'audit.list-my-history'

export const listMyHistory = query({
  verb: 'audit.list-my-history',
  summary:
    'Lists who changed or looked at my own record, by role and never by name, newest first; cases that are not released are left out.',
  permission: 'audit.list-my-history',
  input: ListMyHistoryInput,
  output: ListMyHistoryOutput,
  run: async (ctx, { cursor, limit }) => {
    if (ctx.actor.kind !== 'user') throw fail('request.forbidden')
    const found = await pageHistory(ctx.db, {
      subjectType: 'user',
      subjectId: ctx.actor.userId,
      before: readPosition(list, cursor),
      limit: limit + 1,
    })
    const page = cutPage(list, found, limit, positionOf)
    const items = (await shownEntries(ctx, page.items)).map((entry) => ({
      at: entry.at,
      action: entry.action,
      effect: entry.effect === 'read' ? ('read' as const) : ('write' as const),
      role: roleOf(entry),
      reason: entry.reason ?? null,
    }))
    return { ...page, items }
  },
})

/** Behind an impersonation stands an administrator, whatever role the session shows. */
function roleOf({ actor }: AuditEntry): string {
  if (actor.kind === 'user') return actor.via === undefined ? (actor.role ?? 'USER') : 'ADMIN'
  return actor.kind.toUpperCase()
}
