import { z } from 'zod'
import type { Findings } from './findings.ts'
import type { Mail } from './mailbox.ts'
import { journeyMails, journeySteps, type Person, type Wave } from './play-journeys.ts'
import type { Asked } from './sql.ts'

const patienceMs = 180_000
const n = z.coerce.number()
const Told = z.object({ runs: n, done: n, steps: n, apart: n, early: n, effects: n, keys: n, late_ms: z.coerce.number().nullable() })
const told = `
  select (select count(*) from workflows.runs where workflow_id = $1::uuid) as runs,
    (select count(*) from workflows.runs where workflow_id = $1::uuid and state = 'finished' and outcome = 'done') as done,
    count(s.*) as steps, count(distinct (s.run_id, s.node_id)) as apart, count(*) filter (where s.at < s.planned_at) as early,
    (select count(*) from workflows.effects e join workflows.runs r on r.id = e.run_id where r.workflow_id = $1::uuid) as effects,
    (select count(distinct e.key) from workflows.effects e join workflows.runs r on r.id = e.run_id where r.workflow_id = $1::uuid) as keys,
    max(extract(epoch from s.at - s.planned_at) * 1000) filter (where s.node_type = 'wait-until') as late_ms
  from workflows.steps s join workflows.runs r on r.id = s.run_id where r.workflow_id = $1::uuid`

/** Until nobody is under way; who does not arrive is told by where they stand. */
export async function waitForArrival(asked: Asked, findings: Findings): Promise<void> {
  const began = performance.now()
  while ((await asked.count(`select count(*) as n from workflows.runs where state = 'live'`)) > 0) {
    if (performance.now() - began > patienceMs) {
      const standing = await asked.rows(
        z.object({ node_id: z.string(), lane: n, runs: n, error: z.string().nullable() }),
        'select node_id, lane, count(*) as runs, max(last_error) as error from workflows.cursors group by 1, 2',
      )
      for (const { node_id, lane, runs, error } of standing)
        findings.violated('everybody comes to the end', `${runs} at ${node_id}, lane ${lane}: ${error ?? ''}`)
      return
    }
    await Bun.sleep(500)
  }
  findings.took('everybody at the end after the last strike', performance.now() - began)
}

/** The same steps and effects as on a quiet day, and each mail in its mailbox once. */
export async function checkJourneys(
  asked: Asked,
  findings: Findings,
  mails: readonly Mail[],
  people: readonly Person[],
  waves: readonly Wave[],
): Promise<void> {
  for (const { workflowId, name } of waves) {
    const [found] = await asked.rows(Told, told, [workflowId])
    if (found === undefined) continue
    const { runs, done, steps, apart, early, effects, keys, late_ms: late } = found
    const same = (rule: string, is: number, wanted: number) => {
      if (is !== wanted) findings.violated(rule, `${name}: ${is}, not ${wanted}`)
    }
    same('a person is in a journey once', runs, people.length)
    same('a journey ends as on a quiet day', done, people.length)
    same('each step is on record once', steps, people.length * journeySteps)
    same('no step is taken twice', apart, steps)
    same('no timer fires early', early, 0)
    same('a step reaches out once', effects, people.length * journeyMails.length)
    same('a key stands for one effect', keys, effects)
    findings.count('steps', steps)
    findings.count('effects', effects)
    findings.took('a timer was late by (worst of its wave)', late ?? 0)
  }
  const odd = await asked.count(
    `select count(*) as n from workflows.runs r left join workflows.cursors c on c.run_id = r.id where (r.state = 'finished') = (c.run_id is not null)`,
  )
  if (odd > 0) findings.violated('a run is finished or stands somewhere', `${odd} runs`)
  const held = await asked.rows(z.object({ why: z.string() }), `select held_reason as why from workflows.runs where state = 'held'`)
  for (const { why } of held) findings.violated('nobody is held', why)
  await checkMailboxes(asked, findings, mails, people, waves)
}

/** A mail whose sender died between handing it over and writing that down is in doubt, on record; nothing else may be twice or lost. */
async function checkMailboxes(
  asked: Asked,
  findings: Findings,
  mails: readonly Mail[],
  people: readonly Person[],
  waves: readonly Wave[],
): Promise<void> {
  const copies = Map.groupBy(mails, ({ to, subject }) => `${to.join()} ${subject}`)
  const doubted = new Set(
    (
      await asked.rows(
        z.object({ what: z.string() }),
        `select to_address || ' ' || subject as what from notifications.emails where doubts > 0 or state = 'in_doubt'`,
      )
    ).map(({ what }) => what),
  )
  for (const { email } of people)
    for (const { name } of waves)
      for (const which of journeyMails) {
        const what = `${email} ${name}, ${which}`
        const arrived = copies.get(what)?.length ?? 0
        if (arrived === 1) findings.count('mails in their mailbox once')
        else if (doubted.has(what)) findings.count(`mails in doubt, on record, ${arrived} arrived`)
        else findings.violated(arrived === 0 ? 'no mail is lost' : 'no mail comes twice', `${what}: ${arrived}`)
      }
}
