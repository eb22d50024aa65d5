import { CreateTagInput, Tag } from '@mas/contracts/leads'
import { insertTag } from '@mas/db/leads'
import { command, fail, newId } from '@mas/kernel'
import { record } from '../audit/index.ts'

export const createTag = command({
  verb: 'leads.create-tag',
  summary: 'Makes a tag; a retired slug comes back with the leads that carried it.',
  permission: 'leads.create-tag',
  refuses: ['leads.tag-exists'],
  input: CreateTagInput,
  output: Tag,
  run: async (t, { slug, label }) => {
    const tag = await insertTag(t.tx, { id: newId(t.clock.now().getTime()), slug, label })
    if (tag === undefined) throw fail('leads.tag-exists', { slug })
    await record(t, { action: 'leads.create-tag', subject: { type: 'tag', id: tag.id }, after: { slug, label } })
    return { id: tag.id, slug, label, retired: false }
  },
})
