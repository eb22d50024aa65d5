import { BeginUploadInput, BeginUploadOutput } from '@mas/contracts/files'
import { setStorageUpload } from '@mas/db/files'
import { fail, flow, inTx, type Ctx } from '@mas/kernel'
import { openUpload, type HeldFile } from './held-ticket.ts'
import { partCount, partSize } from './part-rules.ts'
import { partAddress, partExpiry, wholeAddress } from './upload-addresses.ts'

const partsAtOnce = 100

// A mutation, because the input of a query stands in the address and a ticket must not.
export const beginUpload = flow({
  verb: 'files.begin-upload',
  summary: 'Says where and how to send the bytes of an announced file, in one piece or in parts; whoever holds its ticket may ask.',
  permission: 'public',
  rate: 'public',
  refuses: ['files.ticket-invalid', 'files.upload-expired', 'files.store-unavailable'],
  input: BeginUploadInput,
  output: BeginUploadOutput,
  run: async (ctx, { ticket }) => {
    const held = await openUpload(ctx, ticket)
    const { row, maxBytes, expiresAt } = held
    const common = { fileId: row.id, maxBytes }
    if (row.method !== 'multipart')
      return { ...common, method: 'put' as const, ...(await wholeAddress(ctx, held, ticket)), expiresAt: expiresAt.toISOString() }
    const uploadId = await storageUpload(ctx, held)
    const announced = row.declared_size === null ? 1 : partCount(row.declared_size, maxBytes)
    const numbers = Array.from({ length: Math.min(announced, partsAtOnce) }, (_, index) => index + 1)
    const addresses = await Promise.all(numbers.map((n) => partAddress(ctx, held, uploadId, n, ticket)))
    return {
      ...common,
      method: 'multipart' as const,
      partSize,
      parts: addresses.map(({ url }, index) => ({ n: index + 1, url })),
      headers: addresses[0]?.headers ?? {},
      expiresAt: partExpiry(ctx, held).toISOString(),
    }
  },
})

/** The store's upload, begun once: of several callers one is first, and what the others began is taken back. */
async function storageUpload(ctx: Ctx, { row }: HeldFile): Promise<string> {
  if (row.storage_upload_id !== null) return row.storage_upload_id
  const { parts } = ctx.ports.fileStore
  const begun = await parts.begin(row.storage_key, row.declared_type)
  const inForce = await inTx(ctx, (t) => setStorageUpload(t.tx, row.id, begun))
  if (inForce !== begun) await parts.abort(row.storage_key, begun)
  if (inForce === undefined) throw fail('files.upload-expired')
  return inForce
}
