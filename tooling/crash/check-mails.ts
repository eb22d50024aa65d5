import { z } from 'zod'
import type { Findings } from './findings.ts'
import { codeIn, mailsOf, type Mail } from './mailbox.ts'
import type { Asked } from './sql.ts'

const Sent = z.object({ message_id: z.string(), state: z.string(), doubts: z.number(), kind: z.string() })
const rule = 'a mail goes out once, or is named as in doubt'

/** What the mailboxes hold against what the product says that it sent; of one address when one is given. */
export async function checkMails(asked: Asked, findings: Findings, sandboxUrl: string, to?: string): Promise<void> {
  return compareMails(asked, findings, await mailsOf(sandboxUrl, to === undefined ? {} : { to }), to)
}

/** The same of mails that were collected as they came. */
export async function compareMails(asked: Asked, findings: Findings, mails: readonly Mail[], to?: string): Promise<void> {
  const bare = (id: string) => id.replace(/^<|>$/g, '')
  const arrived = Map.groupBy(mails, ({ messageId }) => bare(messageId ?? ''))
  const sent = await asked.rows(
    Sent,
    'select message_id, state, doubts, kind from notifications.emails where $1::text is null or to_address = $1',
    [to ?? null],
  )
  const known = new Set(sent.map((mail) => bare(mail.message_id)))
  for (const { message_id: id, state, doubts, kind } of sent) {
    const copies = arrived.get(bare(id))?.length ?? 0
    findings.count(`mails ${state}`)
    if (copies > 1 && doubts === 0) findings.violated(rule, `${kind} ${id}: ${copies} copies and no doubt on record`)
    if (copies > 2) findings.violated(rule, `${kind} ${id}: ${copies} copies`)
    if (state === 'sent' && copies === 0) findings.violated(rule, `${kind} ${id} counts as sent and never arrived`)
    if (copies > 0 && !['sent', 'delivered', 'in_doubt'].includes(state))
      findings.violated(rule, `${kind} ${id} arrived and counts as ${state}`)
  }
  for (const id of arrived.keys()) if (!known.has(id)) findings.violated(rule, `${id} arrived and nobody knows of it`)
  const codes = Map.groupBy(
    mails.flatMap((mail) => (codeIn(mail) === undefined ? [] : [{ key: `${mail.to.join()} ${codeIn(mail)}`, id: mail.messageId }])),
    ({ key }) => key,
  )
  for (const [key, copies] of codes)
    if (new Set(copies.map(({ id }) => id)).size > 1) findings.violated('a code goes out under one Message-ID', key)
  const unanswered = await asked.count(
    `select count(*) as n from notifications.intents i where i.state = 'allowed' and not exists (select 1 from notifications.emails e where e.intent_id = i.id)
     and not exists (select 1 from notifications.notices n where n.intent_id = i.id)`,
  )
  if (unanswered > 0) findings.violated('what is to be told is told', `${unanswered} intents were allowed and nothing came of them`)
}
