import { AbortUploadInput, AbortUploadOutput } from '@mas/contracts/files'
import { markGivenUp } from '@mas/db/files'
import { enqueue, flow, inTx } from '@mas/kernel'
import { deleteLater } from './delete-later.ts'
import { heldFile } from './held-ticket.ts'
import { deleteBytes } from './jobs.ts'

export const abortUpload = flow({
  verb: 'files.abort-upload',
  summary: 'Gives an upload up and deletes what arrived; a stored file is left alone.',
  permission: 'public',
  rate: 'public',
  refuses: ['files.ticket-invalid'],
  input: AbortUploadInput,
  output: AbortUploadOutput,
  run: async (ctx, { ticket }) => {
    const { row } = await heldFile(ctx, ticket)
    const { direct } = ctx.ports.fileStore
    const aborted = await inTx(ctx, async (t) => {
      const given = await markGivenUp(t.tx, row.id, 'expired', 'aborted', t.clock.now())
      if (given) await enqueue(t, deleteBytes, { fileId: row.id })
      if (given && direct !== undefined) await deleteLater(t, row.id)
      return given
    })
    return { aborted }
  },
})
