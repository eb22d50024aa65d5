import { Import, MapImportInput, type ImportMapping, type ImportOptions } from '@mas/contracts/leads'
import { changeImport, type ImportRecord } from '@mas/db/leads'
import { command, fail, notify } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { mappingProblem } from '../import-file/map-columns.ts'
import { importOf } from './import-model.ts'
import { importStatesFor } from './import-state-rules.ts'
import { importTopic } from './import-topic.ts'
import { importer, lockOwnImport, requireAction } from './own-import.ts'

export const mapImport = command({
  verb: 'leads.map-import',
  summary: 'Says what each column of the file means and how rows are applied; a change after the preview asks for a new one.',
  permission: 'leads.map-import',
  refuses: [
    'leads.import-not-found',
    'leads.import-wrong-state',
    'leads.import-already-committed',
    'leads.import-mapping-mismatch',
    'leads.import-no-contact-column',
  ],
  input: MapImportInput,
  output: Import,
  run: async (t, { importId, mapping, options: wanted }) => {
    const row = await lockOwnImport(t, importId)
    requireAction('map', row)
    requireHeader(row, mapping)
    const problem = mappingProblem(mapping)
    if (problem !== null) throw fail(problem)
    // A head fills the own pool and no other; only who reaches all pools may name one.
    const options = t.grant?.includes('all') === true ? wanted : { ...wanted, owningHeadId: importer(t) }
    const planHash = await hashOf({ mapping, options, file: row.file_sha256 })
    const state = planHash === row.previewed_plan_hash ? 'previewed' : 'mapped'
    const changed = await changeImport(
      t.tx,
      importId,
      { states: importStatesFor.map },
      { state, mapping, options, planHash },
      t.clock.now(),
    )
    if (changed === undefined) throw fail('leads.import-wrong-state', { state: row.state })
    await record(t, {
      action: 'leads.map-import',
      subject: { type: 'import', id: importId },
      before: { planHash: row.plan_hash },
      after: { planHash, options },
    })
    await notify(t, importTopic(importId))
    return importOf(changed)
  },
})

function requireHeader(row: ImportRecord, mapping: ImportMapping): void {
  const header = importOf(row).header ?? []
  const same = header.length === mapping.columns.length && header.every((text, at) => mapping.columns[at]?.header === text)
  if (!same) throw fail('leads.import-mapping-mismatch', { header })
}

/** Both parts came out of their schemas, which fixes the order of their keys. */
async function hashOf(plan: { mapping: ImportMapping; options: ImportOptions; file: string }): Promise<string> {
  const digest = await crypto.subtle.digest(
    'SHA-256',
    new TextEncoder().encode(
      JSON.stringify([
        plan.file,
        plan.mapping.columns.map(({ header, target }) => [header, target]),
        plan.mapping.blankValues,
        Object.entries(plan.options).toSorted(([a], [b]) => (a < b ? -1 : 1)),
      ]),
    ),
  )
  return Buffer.from(digest).toString('hex')
}
