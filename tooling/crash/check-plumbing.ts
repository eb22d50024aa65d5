import { subscribers } from '@mas/domain/wiring'
import { z } from 'zod'
import type { Edge } from './edge.ts'
import type { Findings } from './findings.ts'
import type { Session } from './session.ts'
import type { Asked } from './sql.ts'

/** Events reach each subscriber, no job is given up, and the audit chains hold. */
export async function checkPlumbing(asked: Asked, findings: Findings, edge: Edge, admin: Session): Promise<void> {
  for (const { name, event } of subscribers) {
    const missed = await asked.count(
      `select count(*) as n from events.outbox o where o.name = $1 and not exists (select 1 from events.consumed c where c.event_id = o.id and c.subscriber = $2)`,
      [event.name, name],
    )
    if (missed > 0) findings.violated('every event reaches its subscribers', `${name} missed ${missed} of ${event.name}`)
  }
  findings.count('events checked', await asked.count('select count(*) as n from events.outbox'))
  const dead = await asked.rows(
    z.object({ what: z.string() }),
    `select coalesce(source_name, '') || ' ' || left(coalesce(source_output::text, output::text, ''), 200) as what from pgboss.job where name = 'dead-letters'`,
  )
  for (const { what } of dead) findings.violated('no job is given up', what)
  const verified = await edge.call(admin.caller, 'verify the audit chains', (mas) => mas.audit.verifyChain.mutate({}))
  findings.count('audit entries verified', verified.checked)
  if (!verified.ok) findings.violated('the audit chains hold', JSON.stringify(verified.fault))
}
