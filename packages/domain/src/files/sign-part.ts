import { SignPartInput, SignPartOutput } from '@mas/contracts/files'
import { fail, flow } from '@mas/kernel'
import { openParts } from './held-ticket.ts'
import { partCount } from './part-rules.ts'
import { partAddress, partExpiry } from './upload-addresses.ts'

export const signPart = flow({
  verb: 'files.sign-part',
  summary: 'Answers where one part of an upload goes, for 15 minutes; an open-ended recording is stopped at its cap.',
  permission: 'public',
  refuses: ['files.ticket-invalid', 'files.upload-expired', 'files.too-large', 'files.store-unavailable'],
  input: SignPartInput,
  output: SignPartOutput,
  run: async (ctx, { ticket, n }) => {
    const held = await openParts(ctx, ticket)
    const { maxBytes, row, uploadId, key } = held
    if (n > partCount(row.declared_size ?? undefined, maxBytes)) throw fail('files.too-large', { maxBytes })
    if (row.declared_size === null) {
      const others = (await ctx.ports.fileStore.parts.list(key, uploadId)) ?? []
      const sent = others.reduce((sum, part) => sum + (part.number === n ? 0 : part.size), 0)
      if (sent >= maxBytes) throw fail('files.too-large', { maxBytes })
    }
    return { n, ...(await partAddress(ctx, held, uploadId, n, ticket)), expiresAt: partExpiry(ctx, held).toISOString() }
  },
})
