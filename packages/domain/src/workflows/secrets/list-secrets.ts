import { ListSecretsInput, SecretPage } from '@mas/contracts/workflows'
import { pageSecrets } from '@mas/db/workflows'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'

const list = 'workflows.list-secrets'

export const listSecrets = query({
  verb: 'workflows.list-secrets',
  summary: 'Lists the stored secrets by name, with who set them and when; never what they are.',
  permission: 'workflows.list-secrets',
  refuses: ['request.cursor-invalid'],
  input: ListSecretsInput,
  output: SecretPage,
  run: async (ctx, { cursor, limit }) => {
    const [after] = cursor === undefined ? [undefined] : decodeCursor(list, cursor, z.tuple([z.string()]))
    const page = cutPage(list, await pageSecrets(ctx.db, after, limit + 1), limit, ({ name }) => [name])
    return { ...page, items: page.items.map((row) => ({ name: row.name, setBy: row.set_by, setAt: row.set_at.toISOString() })) }
  },
})
