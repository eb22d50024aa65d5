import { sandboxResend, svixSignature } from '@mas/providers/email/resend'
import { z } from 'zod'
import type { Edge } from '../edge.ts'
import { mailsOf } from '../mailbox.ts'
import type { Flow } from './flows.ts'
import { addressOf, planFaults } from './mail-flow.ts'
import { askForMail, settleMails, type MailKind } from './mails.ts'
import { withTool } from './tool.ts'

/** What the vendor tells of each mail, in this order: the truth comes late for one and early for the other. */
const told: Readonly<Partial<Record<MailKind, readonly string[]>>> = {
  'lead-message': ['email.delivered', 'email.sent'],
  'product-news': ['email.sent', 'email.bounced'],
}
const endsAs: Readonly<Partial<Record<MailKind, string>>> = { 'lead-message': 'delivered', 'product-news': 'bounced' }
const kinds = ['lead-message', 'product-news'] as const

/**
 * Mails through a vendor that recognises repetitions and calls back: each is in its mailbox exactly once, and each
 * signed event, told twice, ends in one settled inbox item, one event and one effect.
 */
export const inboundFlow: Flow = {
  name: 'inbound',
  env: { EMAIL_VENDOR: 'resend' },
  play: async (stage) => {
    const { edge, sandboxUrl, database, findings, serial } = stage
    // The second mail is taken without an answer, and its vendor is away when it is asked again.
    await planFaults(sandboxUrl, 'email', ['limit', 'drop', 'unavailable'])
    await withTool(database, async (tool) => {
      for (const kind of kinds) await askForMail(tool, kind, addressOf(kind, serial))
      await settleMails(tool, stage)
    })
    const ids: string[] = []
    for (const kind of kinds)
      for (const type of told[kind] ?? []) ids.push(await tellTwice(edge, sandboxUrl, addressOf(kind, serial), type))
    return async (asked) => {
      for (const kind of kinds) {
        const to = addressOf(kind, serial)
        const copies = (await mailsOf(sandboxUrl, { to })).length
        const states = await asked.rows(z.object({ state: z.string() }), 'select state from notifications.emails where to_address = $1', [
          to,
        ])
        if (copies !== 1) findings.violated('a mail under a key is in its mailbox exactly once', `${kind}: ${copies} copies`)
        if (states.length !== 1 || states[0]?.state !== endsAs[kind])
          findings.violated('a mail ends as its events say', `${kind}: ${JSON.stringify(states)}`)
      }
      const settled = await asked.count(
        `select count(*) as n from webhooks.inbox i join webhooks.inbox_keys k on k.inbox_id = i.id
         where i.provider = 'resend' and i.state = 'processed' and i.dedupe_key in (select jsonb_array_elements_text($1::text::jsonb))`,
        [JSON.stringify(ids)],
      )
      const applied = await asked.count(
        `select count(*) as n from notifications.email_events where state = 'applied' and provider_event_id in (select jsonb_array_elements_text($1::text::jsonb))`,
        [JSON.stringify(ids)],
      )
      const all = await asked.count(`select count(*) as n from webhooks.inbox where provider = 'resend'`)
      if (settled !== ids.length || applied !== ids.length || all !== ids.length)
        findings.violated('what a vendor tells is acted on once', JSON.stringify({ told: ids.length, all, settled, applied }))
      const stopped = await asked.count(
        `select count(*) as n from notifications.suppressions where source in (select id::text from notifications.emails where to_address = $1)`,
        [addressOf('product-news', serial)],
      )
      if (stopped !== 1) findings.violated('a bounce for good stops its address once', `${stopped} suppressions`)
      findings.count('events of a vendor told twice and acted on once', ids.length)
    }
  },
}

const Taken = z.array(z.object({ id: z.string(), from: z.string(), subject: z.string(), receivedAt: z.string() })).min(1)

/** As the vendor does: until it is acknowledged, and once more under the same id. */
async function tellTwice(edge: Edge, sandboxUrl: string, to: string, type: string): Promise<string> {
  const [mail] = Taken.parse(await (await fetch(`${sandboxUrl}/mails.json?${new URLSearchParams({ to })}`)).json())
  const id = `msg_${crypto.randomUUID()}`
  const at = new Date()
  const data = { email_id: mail?.id, from: mail?.from, to: [to], subject: mail?.subject, created_at: mail?.receivedAt }
  const bounce = { type: 'Permanent', subType: 'General', message: 'played' }
  const body = JSON.stringify({ type, created_at: at.toISOString(), data: type === 'email.bounced' ? { ...data, bounce } : data })
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  const signature = svixSignature(sandboxResend.webhookSecret, { id, timestamp }, new TextEncoder().encode(body))
  const headers = { 'content-type': 'application/json', 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': signature }
  for (let times = 1; times <= 2; times++)
    await edge.send(`tell ${type}`, () =>
      fetch(`${edge.apiUrl}/webhooks/resend`, { method: 'POST', headers, body, signal: AbortSignal.timeout(20_000) }),
    )
  return id
}
