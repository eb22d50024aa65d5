import { notificationsSchedules, queueEmail } from '@mas/domain/notifications'
import { enqueue } from '@mas/kernel'
import { z } from 'zod'
import type { Findings } from '../findings.ts'
import { askDatabase, type Asked } from '../sql.ts'
import type { FlowStage } from './flows.ts'
import type { Tool } from './tool.ts'

const link = 'https://boundary.example/news'
export const mailKinds = ['lead-message', 'lead-nurture', 'product-news'] as const
export type MailKind = (typeof mailKinds)[number]

/** Asks for one mail twice, as a caller does that did not hear the first answer. */
export async function askForMail({ transact }: Tool, kind: MailKind, address: string): Promise<void> {
  const request = { address, dedupeKey: 'boundary' }
  const ask = () =>
    transact((t) => {
      switch (kind) {
        case 'lead-message':
          return queueEmail(t, { ...request, kind, data: { subject: 'Monday', message: 'We meet at ten.' } })
        case 'lead-nurture':
          return queueEmail(t, { ...request, kind, data: { courseName: 'Data Analytics', link } })
        case 'product-news':
          return queueEmail(t, { ...request, kind, data: { headline: 'News', summary: 'A course.', link } })
      }
    })
  await ask()
  await ask()
}

const sweep = notificationsSchedules.find(({ name }) => name === 'notifications.sweep-due')?.job
const soonest = (column: string) => `${column} = least(${column}, now())`
/** A sender that was killed is heard no more, one that lives within the eight seconds that the wire may take. */
const leasesPass = `update notifications.emails e set leased_until = now() - interval '1 second' where state = 'sending' and leased_until > now()
   and exists (select 1 from notifications.email_attempts a where a.email_id = e.id and a.finished_at is null and (a.started_at < now() - interval '20 seconds' or a.started_at < $1::timestamptz))`
/** Every wait of a mail is over: the pause after a refusal, the rest of a doubt; the lease of a sender that died see above. */
const timePasses = [
  `update notifications.emails set ${soonest('due_at')} where state in ('queued', 'deferred') and due_at > now()`,
  `update notifications.email_attempts a set started_at = started_at - interval '11 minutes' where started_at > now() - interval '10 minutes'
   and exists (select 1 from notifications.emails e where e.id = a.email_id and e.state = 'in_doubt')`,
  `update pgboss.job set ${soonest('start_after')} where name like 'notifications.%' and state in ('created', 'retry') and start_after > now()`,
]

/** Waits until every mail has come to an end, moving time where a mail only waits. A doubt that stays by its rule is one. */
export async function settleMails(
  tool: Tool,
  { database, findings, serving, deadSince }: Pick<FlowStage, 'database' | 'findings' | 'serving' | 'deadSince'>,
): Promise<void> {
  const asked = askDatabase(database.url)
  try {
    await serving()
    await untilSettled(tool, asked, findings, deadSince)
  } finally {
    await asked.close()
  }
}

async function untilSettled(tool: Tool, asked: Asked, findings: Findings, deadSince: FlowStage['deadSince']): Promise<void> {
  const Open = z.object({ kind: z.string(), state: z.string(), last_error: z.string().nullable() })
  const deadline = performance.now() + 100_000
  for (;;) {
    const open = await asked.rows(
      Open,
      `select kind, state, last_error from notifications.emails where to_address like '%@boundary.example'
       and (state in ('queued', 'deferred', 'sending') or (state = 'in_doubt' and (provider = 'resend' or (doubts <= 1 and class <> 'marketing'))))`,
    )
    const waiting = await asked.count(`select count(*) as n from notifications.intents where state in ('requested', 'deferred')`)
    if (open.length === 0 && waiting === 0) return
    if (performance.now() > deadline) return findings.violated('every mail comes to an end', JSON.stringify(open))
    await asked.rows(z.object({}), leasesPass, [deadSince()?.toISOString() ?? null])
    for (const statement of timePasses) await asked.rows(z.object({}), statement)
    await tool.transact((t) => (sweep === undefined ? Promise.resolve() : enqueue(t, sweep, {})))
    await Bun.sleep(500)
  }
}
