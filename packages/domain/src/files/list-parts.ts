import { ListPartsInput, ListPartsOutput } from '@mas/contracts/files'
import { fail, flow } from '@mas/kernel'
import { openParts } from './held-ticket.ts'

// Reads only; a mutation all the same, because the input of a query stands in the address and a ticket must not.
export const listParts = flow({
  verb: 'files.list-parts',
  summary: 'Lists the parts of an upload that have arrived, so that a sender goes on where it stopped.',
  permission: 'public',
  refuses: ['files.ticket-invalid', 'files.upload-expired', 'files.store-unavailable'],
  input: ListPartsInput,
  output: ListPartsOutput,
  run: async (ctx, { ticket }) => {
    const { key, uploadId } = await openParts(ctx, ticket)
    const parts = await ctx.ports.fileStore.parts.list(key, uploadId)
    if (parts === undefined) throw fail('files.upload-expired')
    return { items: parts.map(({ number, size, etag }) => ({ n: number, size, etag })) }
  },
})
