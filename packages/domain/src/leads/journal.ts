import type { ActivityKind } from '@mas/contracts/leads'
import { insertActivities } from '@mas/db/leads'
import { actorKey, type TxCtx } from '@mas/kernel'
import { journalIds } from './ascending-ids.ts'

export interface JournalEntry {
  readonly leadId: string
  readonly kind: ActivityKind
  /** The record this tells of: with the kind it is unique, so that redelivery adds nothing. Absent: the entry itself. */
  readonly sourceRef?: string
  readonly channel?: string
  readonly direction?: 'in' | 'out' | 'none'
  readonly occurredAt?: Date
  readonly correctsId?: string
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * Part: adds entries to the journals of leads and moves the leads up in lists of recent activity. Answers the ids of the entries; one
 * whose (kind, sourceRef) was journaled before is left out.
 */
export async function journal(t: TxCtx, entries: readonly JournalEntry[]): Promise<string[]> {
  const now = t.clock.now()
  const nextId = journalIds(t)
  return insertActivities(
    t.tx,
    entries.map((entry) => {
      const id = nextId()
      return {
        id,
        lead_id: entry.leadId,
        kind: entry.kind,
        channel: entry.channel ?? null,
        direction: entry.direction ?? 'none',
        actor: actorKey(t.actor),
        occurred_at: (entry.occurredAt ?? now).toISOString(),
        source_ref: entry.sourceRef ?? id,
        data: entry.data,
        corrects_id: entry.correctsId ?? null,
      }
    }),
    now,
  )
}
