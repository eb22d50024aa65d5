import { setField } from '../../leads/index.ts'
import type { ActRun } from '../engine/settlement.ts'
import { valueOf } from './values.ts'

/** By the part that the owning domain offers, so its rules decide what may be written. */
export const updateField: ActRun<'update-field'> = async (t, { input, node, origin }) => {
  const { field, value: wanted } = node.data
  const value = wanted === null ? null : (valueOf(input, wanted) ?? null)
  const changed = await setField(t, { leadId: input.run.subjectId, field, value, origin })
  return { kind: 'leave', handle: 'done', wrote: 'anything', trace: { field, changed } }
}
