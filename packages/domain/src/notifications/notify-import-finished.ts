import type { TxCtx } from '@mas/kernel'
import { requestIntents } from './request-intents.ts'

/** Part: tells the person who ran an import that it is over, under the bell and by mail, once per import. */
export async function notifyImportFinished(
  t: TxCtx,
  finished: { importId: string; by: string; counts: { created: number; matched: number; refused: number }; drift: boolean },
): Promise<void> {
  const { importId, by, counts, drift } = finished
  await requestIntents(t, { kind: 'import-finished', to: [{ userId: by }], data: { importId, ...counts, drift }, dedupeKey: importId, requestedBy: by })
}
