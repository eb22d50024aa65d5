import { z } from 'zod'
import { changedMails } from './changed-journey.ts'
import { compareMails } from './check-mails.ts'
import type { Findings } from './findings.ts'
import type { Mail } from './mailbox.ts'
import type { Asked } from './sql.ts'

/** What is on record and in the mailboxes, as on a quiet day of a journey that nobody changed. */
export async function checkChanged(
  asked: Asked,
  findings: Findings,
  mails: readonly Mail[],
  workflowId: string,
  people: number,
): Promise<void> {
  const zero = async (rule: string, query: string) => {
    const n = await asked.count(query, [workflowId])
    if (n > 0) findings.violated(rule, String(n))
  }
  await zero(
    'everybody ends as drawn',
    `select count(*) as n from workflows.runs where workflow_id = $1::uuid and outcome is distinct from 'done'`,
  )
  await zero('nobody is held', `select count(*) as n from workflows.runs where workflow_id = $1::uuid and state = 'held'`)
  const ofRuns = `join workflows.runs r on r.id = x.run_id where r.workflow_id = $1::uuid`
  await zero(
    'no step is taken twice',
    `select count(*) - count(distinct (x.run_id, x.node_id, x.epoch)) as n from workflows.steps x ${ofRuns}`,
  )
  await zero(
    'numbers of steps follow each other',
    `select coalesce(sum(gap), 0) as n from (select max(x.seq) - count(*) as gap from workflows.steps x ${ofRuns} group by x.run_id) s`,
  )
  await zero('no timer fires early', `select count(*) as n from workflows.steps x ${ofRuns} and x.at < x.planned_at`)
  await zero('a key stands for one effect', `select count(*) - count(distinct x.key) as n from workflows.effects x ${ofRuns}`)
  findings.count('runs', await asked.count('select count(*) as n from workflows.runs where workflow_id = $1::uuid', [workflowId]))
  findings.count('steps', await asked.count(`select count(*) as n from workflows.steps x ${ofRuns}`, [workflowId]))
  const copies = Map.groupBy(mails, ({ to, subject }) => `${to.join()} ${subject}`)
  const doubted = await asked.rows(
    z.object({ what: z.string() }),
    `select to_address || ' ' || subject as what from notifications.emails where doubts > 0 or state = 'in_doubt'`,
  )
  const inDoubt = new Set(doubted.map(({ what }) => what))
  for (let n = 1; n <= people; n++)
    for (const which of changedMails) {
      const what = `walker-${n}@changed.example changed, ${which}`
      const came = copies.get(what)?.length ?? 0
      if (came === 1) findings.count('mails in their mailbox once')
      else if (inDoubt.has(what)) findings.count(`mails in doubt, on record, ${came} arrived`)
      else findings.violated(came === 0 ? 'no mail is lost' : 'no mail comes twice', `${what}: ${came}`)
    }
  await compareMails(asked, findings, mails)
}
