import { askScrub, keepScrubs } from '@mas/db/leads'
import { enqueue, type TxCtx } from '@mas/kernel'
import type { DndEntry } from '@mas/kernel/ports/dnd-registry'
import { scrubNumbers } from './scrub-jobs.ts'
import { keepsUsOut } from './scrub-rules.ts'

/** Part: has the register asked about these numbers now. */
export async function requestScrub(t: TxCtx, values: readonly string[]): Promise<void> {
  if (values.length > 0 && (await askScrub(t.tx, values, t.clock.now())) > 0) await enqueue(t, scrubNumbers, {})
}

/** Part: keeps what the register said. */
export async function keepAnswers(t: TxCtx, entries: readonly DndEntry[], asOf: Date, reference: string | null): Promise<void> {
  if (entries.length === 0) return
  // A register ahead of our clock has just been read.
  const at = asOf > t.clock.now() ? t.clock.now() : asOf
  const rows = entries.map((entry) => ({ value: entry.value, registered: keepsUsOut(entry), categories: entry.categories }))
  await keepScrubs(t.tx, rows, at, reference)
}
