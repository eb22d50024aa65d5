import { setTag } from '../../leads/index.ts'
import type { ActRun } from '../engine/settlement.ts'

/** Exactly once: the tag and the move of the run are one transaction. */
export const tag: ActRun<'tag'> = async (t, { input, node, origin }) => {
  const changed = await setTag(t, { leadId: input.run.subjectId, tag: node.data.tag, on: node.data.on, origin })
  return { kind: 'leave', handle: 'done', wrote, trace: { tag: node.data.tag, on: node.data.on, changed } }
}
/** The tag itself, and that something happened. */
const wrote = ['lead.tags', 'lead.lastActivityAt']
