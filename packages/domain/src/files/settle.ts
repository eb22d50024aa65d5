import { fileStored, FilePurpose } from '@mas/contracts/files'
import { markSettled, type UploadRow } from '@mas/db/files'
import { emit, enqueue, fail, type Ctx, type TxCtx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { isReencoded } from './create-ticket.ts'
import { deleteBytes } from './jobs.ts'
import { retainUntil } from './purpose-limits.ts'
import type { Decision } from './verdict-rules.ts'

interface Made {
  readonly size: number
  readonly sha256: string
  readonly uploadSha256: string
  readonly width?: number
  readonly height?: number
}

/** The bytes are found again with the size and hash the row is to be given (rule 12). */
export async function readBack(ctx: Ctx, key: string, made: Pick<Made, 'size' | 'sha256'>): Promise<void> {
  const facts = await ctx.ports.fileStore.stat(key)
  if (facts?.size !== made.size || (facts.sha256 ?? made.sha256) !== made.sha256) throw fail('files.store-unavailable')
}

/** Writes the verdict down. One of many callers does; the others change nothing. */
export async function settle(t: TxCtx, row: Settled, made: Made, decision: Extract<Decision, { verdict: string }>): Promise<void> {
  const purpose = FilePurpose.parse(row.purpose)
  const { state, verdict } = decision
  const now = t.clock.now()
  const keptUntil = state === 'stored' ? await retainUntil(t, purpose, row.owner_domain) : undefined
  const { size, sha256, width, height, uploadSha256 } = made
  const reason = 'reason' in decision ? decision.reason : undefined
  if (!(await markSettled(t.tx, row.id, { state, verdict, reason, size, sha256, width, height, retainUntil: keptUntil, now }))) return
  await record(t, {
    action: 'files.check',
    subject: { type: 'file', id: row.id },
    after: { state, verdict, size, sha256, type: row.type, uploadSha256 },
    ...(reason !== undefined && { reason }),
  })
  // What could not be looked at is no news yet: it becomes some when somebody decides about it.
  if (state === 'stored' || verdict === 'infected') await emit(t, fileStored, storedFact(row, verdict, size))
  if (isReencoded(row.purpose)) await enqueue(t, deleteBytes, { fileId: row.id, raw: true })
}

type Settled = Pick<UploadRow, 'id' | 'purpose' | 'owner_domain' | 'owner_ref' | 'type'>

export function storedFact(row: Settled, verdict: 'clean' | 'infected' | 'unscannable', size: number) {
  const purpose = FilePurpose.parse(row.purpose)
  return { fileId: row.id, purpose, ownerDomain: row.owner_domain, ownerRef: row.owner_ref, verdict, type: row.type ?? '', size }
}
