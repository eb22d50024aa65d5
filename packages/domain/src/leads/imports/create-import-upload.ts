import { IssuedTicket } from '@mas/contracts/files'
import { CreateImportUploadInput } from '@mas/contracts/leads'
import { flow, inTx } from '@mas/kernel'
import { filesFor } from '../../files/index.ts'
import { importer } from './own-import.ts'

const files = filesFor('leads')

/** Files announced here belong to the person, so that nobody can start an import from somebody else's upload. */
export function importOwnerRef(userId: string): string {
  return `import-by:${userId}`
}

export const createImportUpload = flow({
  verb: 'leads.create-import-upload',
  summary: 'Announces a lead file (CSV or XLSX, at most 250 MB) and answers the ticket for its upload.',
  permission: 'leads.start-import',
  refuses: ['files.type-refused', 'files.too-large'],
  input: CreateImportUploadInput,
  output: IssuedTicket,
  run: async (ctx, { name, size, sha256 }) => {
    const ownerRef = importOwnerRef(importer(ctx))
    const { fileKeys } = ctx.ports
    return inTx(ctx, (t) =>
      files.createTicket(t, fileKeys, {
        purpose: 'import',
        ownerRef,
        name,
        ...(size !== undefined && { size }),
        ...(sha256 !== undefined && { sha256 }),
      }),
    )
  },
})
