import { sql } from 'drizzle-orm'
import { rows } from '../../rows.ts'
import type { Tx } from '../../driver/types.ts'
import { instant } from '../../values.ts'

/** Takes the next slot of a node and answers when it is; the row's lock makes slots follow each other whatever dies. */
export async function takeSlot(tx: Tx, workflowId: string, nodeId: string, perMinute: number, now: Date): Promise<Date> {
  const [slot] = await rows<{ at: Date }>(
    tx,
    sql`insert into workflows.pace as p (workflow_id, node_id, next_free_at)
        values (${workflowId}::uuid, ${nodeId}, ${instant(now)} + make_interval(secs => 60.0 / ${perMinute}::int))
        on conflict on constraint pace_pkey do update
          set next_free_at = greatest(p.next_free_at, ${instant(now)}) + make_interval(secs => 60.0 / ${perMinute}::int)
        returning p.next_free_at - make_interval(secs => 60.0 / ${perMinute}::int) as at`,
  )
  return slot === undefined ? now : new Date(slot.at)
}
