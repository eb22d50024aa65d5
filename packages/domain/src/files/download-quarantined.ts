import { DownloadQuarantinedInput, DownloadQuarantinedOutput } from '@mas/contracts/files'
import { findObject, recordAccess } from '@mas/db/files'
import { actorKey, fail, flow, inTx, newId } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { encryptedZip } from './encrypted-zip.ts'
import { putGenerated } from './put-generated.ts'
import { signedLink } from './sign-link.ts'
import { ownFile } from './owned-file.ts'

/** The word that everybody who works with samples knows: it is no secret, it prevents accidents. */
const password = 'infected'

export const downloadQuarantined = flow({
  verb: 'files.download-quarantined',
  summary:
    'Answers a link (5 minutes) to an encrypted zip of a file in quarantine, for whoever must examine it; on record with its reason.',
  permission: 'files.download-quarantined',
  refuses: ['request.not-found', 'files.purged', 'files.too-large', 'files.store-unavailable'],
  input: DownloadQuarantinedInput,
  output: DownloadQuarantinedOutput,
  run: async (ctx, { fileId, reason }) => {
    const row = await findObject(ctx.db, fileId)
    if (row?.state !== 'quarantined') throw fail('request.not-found')
    if (row.purged_at !== null) throw fail('files.purged')
    await inTx(ctx, (t) =>
      record(t, {
        action: 'files.download-quarantined',
        subject: { type: 'file', id: fileId },
        effect: 'read',
        after: { sha256: row.sha256 },
        reason,
      }),
    )
    const at = ctx.clock.now()
    await recordAccess(ctx.db, {
      id: newId(at.getTime()),
      objectId: fileId,
      linkId: null,
      actor: actorKey(ctx.actor),
      via: 'quarantine',
      at,
      range: undefined,
      outcome: 'served',
    })
    const bytes = await ctx.ports.fileStore.read(row.storage_key)
    if (bytes === undefined) throw fail('files.purged')
    const name = `quarantined-${fileId}.zip`
    const zip = await putGenerated(
      ctx,
      'files',
      { purpose: 'export', ownerRef: `quarantine:${fileId}`, name },
      encryptedZip(row.name, password, bytes),
    )
    const { url, expiresAt } = signedLink(ctx, await ownFile(ctx, 'files', zip), { fileId: zip })
    return { url, password, expiresAt: expiresAt.toISOString() }
  },
})
