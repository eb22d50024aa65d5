import { Id } from '@mas/contracts/core'
import { ListSuppressionsInput, ListSuppressionsOutput } from '@mas/contracts/notifications'
import { pageSuppressions } from '@mas/db/notifications'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { mailAddress } from '../identity/index.ts'
import { hashAddress } from './address-rules.ts'
import { suppressionOf } from './suppression-view.ts'

const list = 'notifications.list-suppressions'

export const listSuppressions = query({
  verb: 'notifications.list-suppressions',
  summary: 'Lists addresses that are not mailed, newest first, with why; lifted ones too.',
  permission: 'notifications.list-suppressions',
  refuses: ['request.cursor-invalid'],
  input: ListSuppressionsInput,
  output: ListSuppressionsOutput,
  run: async (ctx, { cursor, limit, address }) => {
    const beforeId = cursor === undefined ? undefined : decodeCursor(list, cursor, z.tuple([Id]))[0]
    const addressHash = address === undefined ? undefined : hashAddress(mailAddress(address) ?? address)
    const found = await pageSuppressions(ctx.db, { addressHash, beforeId, limit: limit + 1 })
    const page = cutPage(list, found, limit, (row) => [row.id])
    return { ...page, items: page.items.map(suppressionOf) }
  },
})
