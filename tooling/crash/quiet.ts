import { z } from 'zod'
import type { Findings } from './findings.ts'
import type { Asked } from './sql.ts'

/** Longer than what counts as soon: whatever is due by then has begun. */
const patienceMs = 330_000
const soon = `interval '5 minutes'`
/** What is still under way; a mail in doubt rests ten minutes by design and is counted apart. */
const unfinished = `
  select 'job ' || name || ' ' || state as what from pgboss.job
    where state in ('created', 'retry', 'active') and name <> 'dead-letters' and start_after < now() + ${soon} and name not like '\\_\\_%'
      and (name <> 'notifications.reconcile-email' or start_after < now())
  union all select 'event ' || name from events.outbox where dispatched_at is null
  union all select 'import in ' || state from leads.imports where state in ('uploaded', 'previewing', 'committing', 'undoing') and (state <> 'uploaded' or staged_at is null)
  union all select 'mail ' || kind || ' ' || state from notifications.emails where state in ('queued', 'sending')
  union all select 'webhook message ' || state from webhooks.messages where state in ('pending', 'delivering')
  union all select 'intent ' || kind || ' ' || state from notifications.intents where state in ('requested', 'deferred') and due_at < now() + ${soon}`

/** Waits until nothing is under way any more, twice in a row; what does not finish is a violation. */
export async function waitForQuiet(asked: Asked, findings: Findings, everyMs = 500): Promise<void> {
  const began = performance.now()
  for (let quiet = 0; quiet < 2;) {
    const left = await asked.rows(z.object({ what: z.string() }), unfinished)
    if (left.length === 0) quiet += 1
    else quiet = 0
    if (performance.now() - began > patienceMs) {
      for (const { what } of left) findings.violated('everything comes to an end', what)
      return
    }
    await Bun.sleep(everyMs)
  }
  findings.took('quiet after the last strike', performance.now() - began)
}
