import { findObject, recordAccess, type ObjectRow } from '@mas/db/files'
import { actorKey, fail, newId, type Ctx, type TxCtx } from '@mas/kernel'

/** A file of this owner in whatever state; another's is not there. */
export async function ownFile(ctx: Ctx | TxCtx, ownerDomain: string, fileId: string): Promise<ObjectRow> {
  const row = await findObject('tx' in ctx ? ctx.tx : ctx.db, fileId)
  if (row === undefined || row.owner_domain !== ownerDomain) throw fail('request.not-found')
  return row
}

/** A stored file of this owner, about to be read by it: that is on record, too. */
export async function readOwn(ctx: Ctx, ownerDomain: string, fileId: string, range?: { from: number; to: number }): Promise<ObjectRow> {
  requireStored(await ownFile(ctx, ownerDomain, fileId))
  const at = ctx.clock.now()
  const access = {
    id: newId(at.getTime()),
    objectId: fileId,
    linkId: null,
    actor: actorKey(ctx.actor),
    via: 'domain',
    at,
    range,
    outcome: 'served',
  } as const
  const row = await recordAccess(ctx.db, access)
  if (row === undefined) throw fail('request.not-found')
  return requireStored(row)
}

export function requireStored(row: ObjectRow): ObjectRow {
  // The weekly comparison did not find its bytes.
  if (row.state === 'stored' && row.missing_since !== null) throw fail('files.gone')
  if (row.state === 'stored') return row
  if (row.state === 'quarantined') throw fail('files.quarantined')
  throw fail(row.state === 'ticket' || row.state === 'uploaded' || row.state === 'scanning' ? 'files.not-ready' : 'files.gone')
}
