import { GetHistoryInput, GetHistoryOutput } from '@mas/contracts/settings'
import { listChanges } from '@mas/db/settings'
import { cutPage, decodeCursor, fail, query } from '@mas/kernel'
import { z } from 'zod'
import { reaches } from './access.ts'
import { viewChange } from './change-view.ts'
import { find } from './registry.ts'

export const getHistory = query({
  verb: 'settings.get-history',
  summary: 'Lists every change of a setting in one scope, or of a flag, newest first: replayed, they give every version there was.',
  permission: 'settings.list-settings',
  refuses: ['settings.unknown-key', 'request.cursor-invalid'],
  input: GetHistoryInput,
  output: GetHistoryOutput,
  run: async (ctx, { key: name, scope, cursor, limit }) => {
    const declared = find(name, ctx.clock.now())
    if (declared === undefined || !reaches(ctx, declared.type.key)) throw fail('settings.unknown-key', { key: name })
    const { key } = declared.type
    const list = `settings.history ${key} ${scope}`
    const [below] = cursor === undefined ? [undefined] : decodeCursor(list, cursor, z.tuple([z.int().min(0).max(2_147_483_647)]))
    const rows = await listChanges(ctx.db, { key, scope, below, limit: limit + 1 })
    const { items, nextCursor } = cutPage(list, rows, limit, (row) => [row.baseVersion])
    const fallback = declared.kind === 'setting' ? declared.type.default : null
    return { items: items.map((row) => viewChange(row, fallback)), nextCursor }
  },
})
