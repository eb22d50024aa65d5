import type { Findings } from './findings.ts'
import type { PlayedNotes } from './play-notes.ts'
import type { Asked } from './sql.ts'

/** Whoever was told that the sign-up worked exists, once; a password was proven once; no session was ended as stolen. */
export async function checkPeople(asked: Asked, findings: Findings, acknowledged: readonly string[]): Promise<void> {
  for (const email of acknowledged) {
    const users = await asked.count('select count(*) as n from identity.users where email = $1', [email])
    if (users !== 1) findings.violated('an acknowledged sign-up exists once', `${email}: ${users} users`)
    findings.count('sign-ups checked')
  }
  const registered = await asked.count(
    `select count(*) as n from identity.users u where u.email like '%@crash.example'
     and 1 <> (select count(*) from events.outbox o where o.name = 'identity.user-registered' and o.data ->> 'userId' = u.id::text)`,
  )
  if (registered > 0) findings.violated('a registration is announced once', `${registered} people`)
}

export async function checkNotes(asked: Asked, findings: Findings, { notes, captures }: PlayedNotes): Promise<void> {
  const journal = await asked.count(
    `select count(*) as n from jsonb_array_elements_text($1::text::jsonb) t(text)
     where 1 <> (select count(*) from leads.activities a where a.kind = 'note' and a.data ->> 'text' = t.text)`,
    [JSON.stringify(notes)],
  )
  if (journal > 0) findings.violated('an acknowledged note stands in the journal once', `${journal} notes`)
  const lost = await asked.count(
    `select count(*) as n from jsonb_array_elements_text($1::text::jsonb) t(id) where not exists (select 1 from leads.intakes i where i.id = t.id::uuid)`,
    [JSON.stringify([...captures.values()])],
  )
  if (lost > 0) findings.violated('an acknowledged capture is there', `${lost} captures`)
  const doubled = await asked.count(
    `select count(*) as n from (select 1 from leads.leads l join leads.contact_points c on c.lead_id = l.id where c.value like '+916%' group by c.value having count(*) > 1) t`,
  )
  if (doubled > 0) findings.violated('a capture makes one lead', `${doubled} numbers`)
  findings.count('notes and captures checked', notes.length + captures.size)
}
