import { Id } from '@mas/contracts/core'
import { ListEndpointsInput, ListEndpointsOutput } from '@mas/contracts/webhooks'
import { pageEndpoints } from '@mas/db/webhooks'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { readSetting } from '../settings/index.ts'
import { endpointOf } from './delivery-views.ts'
import { failingDays } from './settings.ts'

const list = 'webhooks.list-endpoints'

export const listEndpoints = query({
  verb: 'webhooks.list-endpoints',
  summary: 'Lists the addresses that others want to be told at, newest first, with their health and what waits for them.',
  permission: 'webhooks.list-endpoints',
  input: ListEndpointsInput,
  output: ListEndpointsOutput,
  run: async (ctx, { cursor, limit, ownerDomain, state }) => {
    const beforeId = cursor === undefined ? undefined : decodeCursor(list, cursor, z.tuple([Id]))[0]
    const found = await pageEndpoints(ctx.db, { ownerDomain, state, beforeId, limit: limit + 1 })
    const page = cutPage(list, found, limit, (row) => [row.id])
    const days = await readSetting(ctx, failingDays)
    return { ...page, items: page.items.map((row) => endpointOf(row, days)) }
  },
})
