import { ListMyFilesInput, ListMyFilesOutput } from '@mas/contracts/files'
import { pageOfPerson } from '@mas/db/files'
import { cutPage, query } from '@mas/kernel'
import { fileSummary, personOf, placeOf, readPlace } from './file-summary.ts'

const list = 'files.list-my-files'

export const listMyFiles = query({
  verb: 'files.list-my-files',
  summary: 'Lists the files that the caller uploaded or that are about the caller, newest first, deleted ones included.',
  permission: 'files.list-my-files',
  input: ListMyFilesInput,
  output: ListMyFilesOutput,
  run: async (ctx, { cursor, limit }) => {
    const before = readPlace(list, cursor)
    const person = personOf(ctx)
    const found = person === undefined ? [] : await pageOfPerson(ctx.db, person, before, limit + 1)
    const page = cutPage(list, found, limit, placeOf)
    return { ...page, items: page.items.map(fileSummary) }
  },
})
