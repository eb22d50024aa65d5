import { RetireTagInput, Tag } from '@mas/contracts/leads'
import { setTag } from '@mas/db/leads'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'

export const retireTag = command({
  verb: 'leads.retire-tag',
  summary: 'Stops a tag from being put on leads; those that carry it keep it.',
  permission: 'leads.retire-tag',
  refuses: ['leads.tag-unknown'],
  input: RetireTagInput,
  output: Tag,
  run: async (t, { slug }) => {
    const tag = await setTag(t.tx, slug, { retiredAt: t.clock.now() })
    if (tag === undefined) throw fail('leads.tag-unknown', { tag: slug })
    await record(t, { action: 'leads.retire-tag', subject: { type: 'tag', id: tag.id }, after: { retired: true } })
    return { id: tag.id, slug, label: tag.label, retired: true }
  },
})
