import { ListPartsInput, ListPartsOutput } from '@mas/contracts/files'
import { fail, flow } from '@mas/kernel'
import { openUpload } from './held-ticket.ts'

// Reads only; a mutation all the same, because the input of a query stands in the address and a ticket must not.
export const listParts = flow({
  verb: 'files.list-parts',
  summary: 'Lists the parts of an upload that have arrived, so that a sender goes on where it stopped.',
  permission: 'public',
  refuses: ['files.ticket-invalid', 'files.upload-expired', 'files.store-unavailable'],
  input: ListPartsInput,
  output: ListPartsOutput,
  run: async (ctx, { ticket }) => {
    const { row } = await openUpload(ctx, ticket)
    const { storage_key: key, storage_upload_id: uploadId } = row
    if (uploadId === null) throw fail('files.upload-expired')
    const open = row.state === 'ticket' ? await ctx.ports.fileStore.parts.list(key, uploadId) : undefined
    // Put together already, though nobody may have heard of it: these are the parts, and finishing answers the file.
    const parts = open ?? row.parts
    if (parts === null) throw fail('files.upload-expired')
    return { items: parts.map(({ number, size, etag }) => ({ n: number, size, etag })) }
  },
})
