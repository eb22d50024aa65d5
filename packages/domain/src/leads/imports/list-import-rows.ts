import { IntakeOutcome, ListImportRowsInput, ListImportRowsOutput } from '@mas/contracts/leads'
import { pageRows, type ListedRow } from '@mas/db/leads'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { RawCells } from './import-model.ts'
import { readOwnImport } from './own-import.ts'

const list = 'leads.list-import-rows'

export const listImportRows = query({
  verb: 'leads.list-import-rows',
  summary: 'Lists the rows of an import in the order of the file, with what the preview said and what the commit did.',
  permission: 'leads.list-import-rows',
  refuses: ['leads.import-not-found'],
  input: ListImportRowsInput,
  output: ListImportRowsOutput,
  run: async (ctx, { importId, cursor, limit, outcome }) => {
    const row = await readOwnImport(ctx, importId)
    const after = cursor === undefined ? 0 : decodeCursor(list, cursor, z.tuple([z.int()]))[0]
    const of = row.counts === null ? ('preview' as const) : ('commit' as const)
    const page = cutPage(list, await pageRows(ctx.db, importId, { after, limit: limit + 1, outcome, of }), limit, (one) => [one.row_no])
    return { ...page, items: page.items.map(listed) }
  },
})

function listed(row: ListedRow) {
  const cells = RawCells.parse(row.raw)
  return {
    rowNo: row.row_no,
    line: row.line,
    cells: Array.isArray(cells) ? cells : [cells.raw],
    previewOutcome: outcomeOf(row.preview_outcome),
    previewCode: row.preview_code,
    outcome: outcomeOf(row.outcome),
    errorCode: row.error_code,
    duplicateOfRow: row.duplicate_of_row,
    leadId: row.lead_id,
    undoneAt: row.undone_at === null ? null : new Date(row.undone_at).toISOString(),
    undoNote: row.undo_note,
  }
}

function outcomeOf(text: string | null) {
  return text === null ? null : IntakeOutcome.parse(text)
}
