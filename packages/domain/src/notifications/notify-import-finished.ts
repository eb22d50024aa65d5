import type { TxCtx } from '@mas/kernel'
import { requestIntents } from './request-intents.ts'

/** Part: tells the person who ran an import that it is over, under the bell and by mail, once per import. */
export async function notifyImportFinished(
  t: TxCtx,
  finished: {
    importId: string
    by: string
    counts: { created: number; matched: number; updated: number; rejected: number }
    drift: number
  },
): Promise<void> {
  const { importId, by, counts, drift } = finished
  const { created, matched, updated, rejected } = counts
  await requestIntents(t, {
    kind: 'import-finished',
    to: [{ userId: by }],
    data: { importId, created, matched, updated, rejected, drift },
    dedupeKey: importId,
    requestedBy: by,
  })
}
