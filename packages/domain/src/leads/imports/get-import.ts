import { Import, ImportIdInput } from '@mas/contracts/leads'
import { query } from '@mas/kernel'
import { importOf } from './import-model.ts'
import { readOwnImport } from './own-import.ts'

export const getImport = query({
  verb: 'leads.get-import',
  summary: 'Shows an import with its state, mapping, progress in rows, counts and drift.',
  permission: 'leads.get-import',
  refuses: ['leads.import-not-found'],
  input: ImportIdInput,
  output: Import,
  run: async (ctx, { importId }) => importOf(await readOwnImport(ctx, importId)),
})
