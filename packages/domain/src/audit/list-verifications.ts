import { ListVerificationsInput, ListVerificationsOutput, Verification } from '@mas/contracts/audit'
import { Id } from '@mas/contracts/core'
import { pageVerifications } from '@mas/db/audit'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'

const list = 'audit.list-verifications'

export const listVerifications = query({
  verb: 'audit.list-verifications',
  summary: 'Lists the runs of the verifier, newest first, with the first fault each one found.',
  permission: 'audit.list-verifications',
  input: ListVerificationsInput,
  output: ListVerificationsOutput,
  run: async (ctx, { cursor, limit }) => {
    const beforeId = cursor === undefined ? undefined : decodeCursor(list, cursor, z.tuple([Id]))[0]
    const page = cutPage(list, await pageVerifications(ctx.db, beforeId, limit + 1), limit, (row) => [row.id])
    const items = page.items.map((row) =>
      Verification.parse({
        id: row.id,
        kind: row.kind,
        startedAt: row.started_at.toISOString(),
        finishedAt: row.finished_at.toISOString(),
        entries: row.entries,
        result: row.result,
        firstFault: row.first_fault,
      }),
    )
    return { ...page, items }
  },
})
