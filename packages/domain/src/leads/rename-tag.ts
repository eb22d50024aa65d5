import { RenameTagInput, Tag } from '@mas/contracts/leads'
import { setTag } from '@mas/db/leads'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'

export const renameTag = command({
  verb: 'leads.rename-tag',
  summary: 'Gives a tag another label; its slug stays, so filters and workflows keep working.',
  permission: 'leads.rename-tag',
  refuses: ['leads.tag-unknown'],
  input: RenameTagInput,
  output: Tag,
  run: async (t, { slug, label }) => {
    const tag = await setTag(t.tx, slug, { label })
    if (tag === undefined) throw fail('leads.tag-unknown', { tag: slug })
    await record(t, { action: 'leads.rename-tag', subject: { type: 'tag', id: tag.id }, after: { label } })
    return { id: tag.id, slug, label, retired: false }
  },
})
