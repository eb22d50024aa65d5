import { Id } from '@mas/contracts/core'
import { ListEmailsInput, ListEmailsOutput } from '@mas/contracts/notifications'
import { pageEmails } from '@mas/db/notifications'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { mailAddress } from '../identity/index.ts'
import { hashAddress } from './address-rules.ts'
import { emailOf } from './email-view.ts'

const list = 'notifications.list-emails'

export const listEmails = query({
  verb: 'notifications.list-emails',
  summary: 'Lists mails, newest first, by state, user or address.',
  permission: 'notifications.list-emails',
  refuses: ['request.cursor-invalid'],
  input: ListEmailsInput,
  output: ListEmailsOutput,
  run: async (ctx, { cursor, limit, address, ...filter }) => {
    const beforeId = cursor === undefined ? undefined : decodeCursor(list, cursor, z.tuple([Id]))[0]
    const addressHash = address === undefined ? undefined : hashAddress(mailAddress(address) ?? address)
    const found = await pageEmails(ctx.db, { ...filter, addressHash, beforeId, limit: limit + 1 })
    const page = cutPage(list, found, limit, (row) => [row.id])
    return { ...page, items: page.items.map(emailOf) }
  },
})
