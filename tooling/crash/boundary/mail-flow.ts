import { z } from 'zod'
import { mailsOf } from '../mailbox.ts'
import { checkMails } from '../check-mails.ts'
import type { Flow } from './flows.ts'
import { askForMail, mailKinds, settleMails, type MailKind } from './mails.ts'
import { withTool } from './tool.ts'

export const addressOf = (kind: MailKind, serial: number): string => `${kind}-${serial}@boundary.example`

/** Has a provider misbehave at its next calls, in this order. */
export async function planFaults(sandboxUrl: string, provider: string, faults: readonly string[]): Promise<void> {
  for (const fault of faults)
    await fetch(`${sandboxUrl}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ provider, fault, times: 1 }),
    })
}

/**
 * Mails over SMTP, which recognises no repetition: from the request to the mailbox, one refused for now, one taken
 * without an answer. Judged by the mailboxes: marketing never twice, the rest twice only under one Message-ID and with
 * the doubt on record, and whatever counts as sent is there.
 */
export const mailFlow: Flow = {
  name: 'mail',
  play: async (stage) => {
    const { sandboxUrl, database, findings, serial } = stage
    await planFaults(sandboxUrl, 'email', ['limit', 'drop'])
    await withTool(database, async (tool) => {
      for (const kind of mailKinds) await askForMail(tool, kind, addressOf(kind, serial))
      await settleMails(tool, stage)
    })
    return async (asked) => {
      const Row = z.object({ state: z.string(), doubts: z.number(), message_id: z.string() })
      for (const kind of mailKinds) {
        const to = addressOf(kind, serial)
        await checkMails(asked, findings, sandboxUrl, to)
        const rows = await asked.rows(Row, 'select state, doubts, message_id from notifications.emails where to_address = $1', [to])
        const copies = await mailsOf(sandboxUrl, { to })
        const [row] = rows
        const told = `${kind}: ${JSON.stringify({ rows, copies: copies.length })}`
        if (rows.length !== 1 || row === undefined) findings.violated('what was asked for twice is one mail', told)
        else if (kind === 'lead-message' ? row.state !== 'sent' && row.doubts < 2 : !['sent', 'in_doubt'].includes(row.state))
          findings.violated('a mail is sent, or in doubt where its rule leaves it there', told)
        if (kind !== 'lead-message' && copies.length > 1) findings.violated('marketing never goes out twice', told)
        if (new Set(copies.map(({ messageId }) => messageId)).size > 1) findings.violated('a repetition has its Message-ID', told)
      }
    }
  },
}
