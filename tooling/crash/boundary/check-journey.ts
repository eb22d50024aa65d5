import { z } from 'zod'
import { checkMails } from '../check-mails.ts'
import { mailsOf } from '../mailbox.ts'
import type { Asked } from '../sql.ts'
import { goalWay, journeyMails, tagsOf, wholeWay } from './drawn-journey.ts'
import type { FlowStage } from './flows.ts'

export interface Walked {
  readonly leadId: string
  readonly email: string
}
interface Played {
  readonly workflowId: string
  readonly childId: string
  readonly walker: Walked
  readonly arriver: Walked
}
const Run = z.object({ id: z.string(), state: z.string(), outcome: z.string().nullable(), way: z.string().nullable() })
const Effect = z.object({ node_id: z.string(), state: z.string(), key: z.string() })
const Received = z.array(z.object({ id: z.string() }))

/** What is on record, in the mailboxes and with the partner, against what a quiet day leaves there. */
export async function checkJourney(asked: Asked, stage: FlowStage, { workflowId, childId, walker, arriver }: Played): Promise<void> {
  const { findings, sandboxUrl, serial } = stage
  const same = (rule: string, is: unknown, wanted: unknown) => {
    if (JSON.stringify(is) !== JSON.stringify(wanted))
      findings.violated(rule, `${serial}: ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`)
  }
  const runsOf = (id: string, { leadId }: Walked) =>
    asked.rows(
      Run,
      `select r.id, r.state, r.outcome, (select string_agg(s.node_id || '.' || s.handle, ' ' order by s.seq) from workflows.steps s where s.run_id = r.id) as way
       from workflows.runs r where r.workflow_id = $1::uuid and r.subject_id = $2::uuid`,
      [id, leadId],
    )
  const rules = { once: 'a person is in a journey once', drawn: 'a run ends as drawn, in the steps of a quiet day' }
  for (const [person, outcome, way] of [
    [walker, 'done', wholeWay],
    [arriver, 'goal', goalWay],
  ] as const) {
    const runs = await runsOf(workflowId, person)
    same(rules.once, runs.length, 1)
    same(rules.drawn, [runs[0]?.outcome, runs[0]?.way], [outcome, way])
    const effects = await asked.rows(Effect, 'select node_id, state, key from workflows.effects where run_id = $1::uuid order by node_id', [
      runs[0]?.id ?? null,
    ])
    const reaching = person === walker ? ['call', 'job', 'm1', 'm2', 'sub'] : ['m1']
    same(
      'a step reaches out once, under its key',
      effects.map(({ key }) => key),
      reaching.map((node) => `wf:${runs[0]?.id}:${node}:1`),
    )
    const mails = person === walker ? journeyMails : journeyMails.slice(0, 1)
    await checkMailsOf(asked, stage, person, mails)
    await record(asked, same, person, tagsOf(serial).walks, serial)
  }
  const children = await runsOf(childId, walker)
  same(
    'a sub-workflow is entered once',
    children.map(({ outcome, way }) => [outcome, way]),
    [['done', 'c1.next c2.exit']],
  )
  const tasks = await asked.count('select count(*) as n from workflows.tasks where workflow_id = $1::uuid', [workflowId])
  same('a task is given once', tasks, 1)
  const calls = Received.parse(await (await fetch(`${sandboxUrl}/webhook-receiver/journey-${serial}`)).json())
  const [key] = (await runsOf(workflowId, walker)).map(({ id }) => `wf_${id}_call_1`)
  same('a partner is called under one key', [...new Set(calls.map(({ id }) => id))], [key])
  if (calls.length > 1) findings.count('calls heard again under their key', calls.length - 1)
  const early = await asked.count(
    'select count(*) as n from workflows.steps s join workflows.runs r on r.id = s.run_id where r.workflow_id = $1::uuid and s.at < s.planned_at',
    [workflowId],
  )
  same('no timer fires early', early, 0)
}

/** What the steps that only write our own tables left behind. */
async function record(
  asked: Asked,
  same: (rule: string, is: unknown, wanted: unknown) => void,
  { leadId }: Walked,
  tag: string,
  serial: number,
): Promise<void> {
  const college = await asked.rows(z.object({ college: z.string().nullable() }), 'select college from leads.leads where id = $1::uuid', [
    leadId,
  ])
  same('a field is written', college, [{ college: `college ${serial}` }])
  const told = await asked.count(
    `select count(*) as n from leads.activities where lead_id = $1::uuid and kind = 'tagged' and data ->> 'tag' = $2`,
    [leadId, tag],
  )
  same('a tag is put on once, on the record once', told, 1)
}

/** Each mail was asked for once and is in its mailbox once; a second copy only of the same mail, with the doubt on record. */
async function checkMailsOf(asked: Asked, { findings, sandboxUrl, serial }: FlowStage, { email }: Walked, which: readonly string[]) {
  await checkMails(asked, findings, sandboxUrl, email)
  const Mail = z.object({ subject: z.string(), doubts: z.number(), state: z.string() })
  const asMails = await asked.rows(Mail, 'select subject, doubts, state from notifications.emails where to_address = $1 order by subject', [
    email,
  ])
  const arrived = await mailsOf(sandboxUrl, { to: email })
  const wanted = which.map((one) => `${one} of ${serial}`)
  if (JSON.stringify(asMails.map(({ subject }) => subject)) !== JSON.stringify(wanted))
    findings.violated('a step hands its mail over once', `${email}: ${JSON.stringify(asMails)}`)
  for (const subject of wanted) {
    const copies = arrived.filter((mail) => mail.subject === subject).length
    const inDoubt = asMails.some((mail) => mail.subject === subject && (mail.doubts > 0 || mail.state === 'in_doubt'))
    if (copies === 1) findings.count('mails of a journey in their mailbox once')
    else if (inDoubt) findings.count(`mails of a journey in doubt, on record, ${copies} arrived`)
    else findings.violated(copies === 0 ? 'no mail is lost' : 'no mail comes twice', `${email} ${subject}: ${copies}`)
  }
}
