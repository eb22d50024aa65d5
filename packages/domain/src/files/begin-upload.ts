import { BeginUploadInput, BeginUploadOutput } from '@mas/contracts/files'
import { flow } from '@mas/kernel'
import { openUpload } from './held-ticket.ts'

export const ticketHeader = 'x-upload-ticket'

// Changes nothing; a mutation all the same, because the input of a query stands in the address and a ticket must not.
export const beginUpload = flow({
  verb: 'files.begin-upload',
  summary: 'Says where and how to send the bytes of an announced file; whoever holds its ticket may ask.',
  permission: 'public',
  rate: 'public',
  refuses: ['files.ticket-invalid', 'files.upload-expired'],
  input: BeginUploadInput,
  output: BeginUploadOutput,
  run: async (ctx, { ticket }) => {
    const { row, maxBytes, expiresAt } = await openUpload(ctx, ticket)
    return {
      fileId: row.id,
      method: 'put' as const,
      url: `/files/upload/${row.id}`,
      headers: { [ticketHeader]: ticket },
      maxBytes,
      expiresAt: expiresAt.toISOString(),
    }
  },
})
