import { enqueue, type TxCtx } from '@mas/kernel'
import { deleteBytes } from './jobs.ts'

const afterMs = 65 * 60_000

/** Once more when the last address that was given out has ended: until then bytes could still be sent to it. */
export async function deleteLater(t: TxCtx, fileId: string): Promise<void> {
  await enqueue(t, deleteBytes, { fileId }, { startAfter: new Date(t.clock.now().getTime() + afterMs) })
}
