import { ListQuarantineInput, ListQuarantineOutput } from '@mas/contracts/files'
import { pageOfQuarantine } from '@mas/db/files'
import { cutPage, query } from '@mas/kernel'
import { placeOf, quarantinedFile, readPlace } from './file-summary.ts'

const list = 'files.list-quarantine'

export const listQuarantine = query({
  verb: 'files.list-quarantine',
  summary: 'Lists the files held back because the virus scanner found something or could not look, newest first.',
  permission: 'files.list-quarantine',
  input: ListQuarantineInput,
  output: ListQuarantineOutput,
  run: async (ctx, { cursor, limit }) => {
    const found = await pageOfQuarantine(ctx.db, readPlace(list, cursor), limit + 1)
    const page = cutPage(list, found, limit, placeOf)
    return { ...page, items: page.items.map(quarantinedFile) }
  },
})
