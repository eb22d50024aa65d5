import { errors } from '../core/index.ts'

/** Codes of imports: of the file as a whole, of its way through the states, and of single rows. */
export const leadsImportErrors = errors('leads', {
  'import-not-found': ['not-found', 'There is no such import of yours.'],
  'import-unreadable': ['invalid', 'The file cannot be read: neither CSV nor an XLSX workbook without a password.'],
  'import-empty': ['invalid', 'The file holds a header at most, and no row.'],
  'import-too-large': ['limit', 'The file has more than 1,000,000 rows or 250 MB.'],
  'import-header-too-wide': ['invalid', 'The header has more than 500 columns, or a column name longer than 500 characters.'],
  'import-no-contact-column': ['invalid', 'No column is mapped to a phone number or an e-mail address.'],
  'import-mapping-mismatch': ['invalid', 'The mapping does not name the columns of this file in their order; `details.header` has them.'],
  'import-wrong-state': ['conflict', 'The import is not in a state in which this can be done; `details.state` is the present one.'],
  'import-not-previewed': ['precondition', 'Preview the import before committing it.'],
  'import-preview-stale': ['precondition', 'Mapping or options were changed since the preview; preview again.'],
  'import-already-committed': ['conflict', 'This import was committed already.'],
  'import-not-undoable': ['conflict', 'This import is not committed, or was taken back already.'],
  'import-undo-expired': ['precondition', 'The import is too old to be taken back (setting `leads.import-undo-days`).'],
  'import-duplicate-file': ['conflict', 'The same file was committed before and not taken back; say `allowRepeat` if that is meant.'],
  'import-report-missing': ['precondition', 'The rows of this import were dropped after 90 days; there is nothing left to report.'],
  'row-malformed': ['invalid', 'This row of the file cannot be read: quotes or the number of cells are wrong.'],
})
