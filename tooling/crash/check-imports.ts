import { z } from 'zod'
import type { Findings } from './findings.ts'
import type { PlayedImport } from './play-imports.ts'
import type { Asked } from './sql.ts'

const Settled = z.object({
  state: z.string(),
  counts: z.record(z.string(), z.unknown()),
  drift: z.number(),
  rows: z.coerce.number(),
  without: z.coerce.number(),
  intakes: z.coerce.number(),
  drifted: z.coerce.number(),
  strange_drift: z.coerce.number(),
  still_here: z.coerce.number(),
  not_undone: z.coerce.number(),
  told: z.record(z.string(), z.unknown()),
})
const sharedNumber = `r.raw::text like '%+9198%'`
const settled = `
  select i.state, i.counts, i.drift, count(r.*) as rows, count(*) filter (where r.outcome is null) as without,
    (select count(*) from leads.intakes a where a.import_id = i.id) as intakes,
    count(*) filter (where (r.outcome, r.error_code) is distinct from (r.preview_outcome, r.preview_code)) as drifted,
    count(*) filter (where (r.outcome, r.error_code) is distinct from (r.preview_outcome, r.preview_code) and not ${sharedNumber}) as strange_drift,
    count(*) filter (where r.outcome = 'created' and l.status = 'new' and l.root_id = l.id
      and not exists (select 1 from leads.intakes o where o.lead_id = l.id and o.import_id is distinct from i.id)) as still_here,
    count(*) filter (where r.undone_at is null) as not_undone,
    jsonb_build_object('created', count(*) filter (where r.outcome = 'created'), 'matched', count(*) filter (where r.outcome = 'matched'),
      'updated', count(*) filter (where r.outcome = 'updated'), 'sharedPhone', count(*) filter (where r.outcome = 'shared-phone'),
      'rejected', count(*) filter (where r.outcome = 'rejected')) as told
  from leads.imports i join leads.import_rows r on r.import_id = i.id left join leads.leads l on l.id = r.lead_id
  where i.id = $1::uuid group by i.id`

/** Each row has one outcome, the report tells the truth, and what was taken back is gone as far as nobody built on it. */
export async function checkImports(asked: Asked, findings: Findings, played: readonly PlayedImport[]): Promise<void> {
  for (const { importId, file, undone } of played) {
    const [now] = await asked.rows(Settled, settled, [importId])
    const wrong = (what: string) => findings.violated('an import loses and doubles no row', `${importId}: ${what}`)
    if (now === undefined) {
      wrong('is gone')
      continue
    }
    if (now.state !== (undone ? 'undone' : 'committed')) wrong(`is ${now.state}`)
    if (now.rows !== file.rows) wrong(`${now.rows} rows of ${file.rows}`)
    if (now.without > 0) wrong(`${now.without} rows without an outcome`)
    if (now.intakes !== file.rows) wrong(`${now.intakes} intakes for ${file.rows} rows`)
    for (const [outcome, n] of Object.entries(now.told))
      if (now.counts[outcome] !== n) wrong(`the report says ${String(now.counts[outcome])} ${outcome}, the rows ${String(n)}`)
    if (now.told['rejected'] !== file.badRows) wrong(`${String(now.told['rejected'])} rejected of ${file.badRows} bad rows`)
    if (now.drift !== now.drifted) wrong(`drift ${now.drift}, rows that differ ${now.drifted}`)
    if (now.strange_drift > 0) wrong(`${now.strange_drift} rows drifted although nobody else holds their numbers`)
    if (undone && now.not_undone > 0) wrong(`${now.not_undone} rows were not taken back`)
    if (undone && now.still_here > 0) wrong(`${now.still_here} untouched leads stayed`)
    if (!undone) await checkPhones(asked, file.phones, wrong)
    findings.count('rows checked', file.rows)
  }
  const twice = await asked.count(
    `select count(*) as n from (select 1 from leads.contact_points where role = 'identifying' group by kind, value having count(*) > 1) t`,
  )
  if (twice > 0) findings.violated('no two leads hold one contact', `${twice} contacts`)
  await checkIntakes(asked, findings)
}

async function checkPhones(asked: Asked, phones: readonly string[], wrong: (what: string) => void): Promise<void> {
  const missing = await asked.count(
    `select count(*) as n from jsonb_array_elements_text($1::text::jsonb) p(value)
     where not exists (select 1 from leads.contact_points c where c.kind = 'phone' and c.value = p.value)`,
    [JSON.stringify(phones)],
  )
  if (missing > 0) wrong(`${missing} numbers of good rows are nobody's`)
}

async function checkIntakes(asked: Asked, findings: Findings): Promise<void> {
  const untold = await asked.count(
    `select count(*) as n from leads.intakes i where i.lead_id is not null
     and 1 <> (select count(*) from leads.activities a where a.kind = 'intake' and a.source_ref = i.id::text)`,
  )
  if (untold > 0) findings.violated('every arrival stands in the journal once', `${untold} intakes`)
}
