import { ListProposalsInput, ListProposalsOutput, SettingScope } from '@mas/contracts/settings'
import { listProposalRows } from '@mas/db/settings'
import { Id } from '@mas/contracts/core'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { asJson } from './submit-change.ts'

export const listProposals = query({
  verb: 'settings.list-proposals',
  summary: 'Lists changes that wait, or waited, for a second administrator, newest first.',
  permission: 'settings.decide-proposal',
  refuses: ['request.cursor-invalid'],
  input: ListProposalsInput,
  output: ListProposalsOutput,
  run: async (ctx, { state, cursor, limit }) => {
    const list = `settings.proposals ${state ?? ''}`
    const [before] = cursor === undefined ? [undefined] : decodeCursor(list, cursor, z.tuple([Id]))
    const { items, nextCursor } = cutPage(list, await listProposalRows(ctx.db, { state, before, limit: limit + 1 }), limit, ({ id }) => [
      id,
    ])
    return {
      items: items.map(({ id, bodyMac: _mac, set: _set, changeId: _change, ...one }) => ({
        ...one,
        proposalId: id,
        scope: SettingScope.parse(one.scope),
        value: asJson(one.value),
        at: one.at.toISOString(),
        expiresAt: one.expiresAt.toISOString(),
        effectiveFrom: one.effectiveFrom?.toISOString() ?? null,
      })),
      nextCursor,
    }
  },
})
