import { Import, ImportIdInput } from '@mas/contracts/leads'
import { watch } from '@mas/kernel'
import { importOf } from './import-model.ts'
import { importTopic } from './import-topic.ts'
import { readOwnImport } from './own-import.ts'

export const watchImport = watch({
  verb: 'leads.watch-import',
  summary: 'Follows an import: the same as get-import, again after every chunk.',
  permission: 'leads.get-import',
  refuses: ['leads.import-not-found'],
  input: ImportIdInput,
  output: Import,
  topic: (_ctx, { importId }) => importTopic(importId),
  read: async (ctx, { importId }) => importOf(await readOwnImport(ctx, importId)),
})
