import { z } from 'zod'
import { Id, pageInput, pageOf, Text } from '../core/index.ts'

/** Columns of the survivor that a merge may take from the absorbed lead although the survivor has a value. */
export const MergeField = z.enum([
  'fullName',
  'city',
  'state',
  'college',
  'graduationYear',
  'profession',
  'language',
  'temperature',
  'assignedTo',
  'counsellorId',
  'owningHeadId',
])
export type MergeField = z.infer<typeof MergeField>

export const MergeLeadsInput = z.strictObject({
  survivorId: Id,
  absorbedId: Id,
  takeFromAbsorbed: z
    .array(MergeField)
    .max(20)
    .default([])
    .meta({ description: "Field choices: the absorbed lead wins these; every other field keeps the survivor's value, blanks are filled" }),
  survivorVersion: z.int().min(1).optional().meta({ description: 'Refused as stale when the survivor has another version' }),
  absorbedVersion: z.int().min(1).optional(),
  reason: Text(500, 3),
})
export const MergeOutput = z.object({ mergeId: Id, survivorId: Id, absorbedId: Id })

export const UndoMergeInput = z.strictObject({ mergeId: Id, reason: Text(500, 3) })
export const UndoMergeOutput = z.object({
  restored: z.array(z.string()).meta({
    description: 'What was put back: `field:<name>`, `phone-or-email:<id>`, `interest:<id>`, `tag:<id>`, `follow-up:<id>`, `lead:<id>`',
  }),
  conflicts: z.array(z.string()).meta({ description: 'What was changed since the merge and stays, in the same form' }),
})

export const DuplicatePair = z.object({
  candidateId: Id,
  scoreBp: z.int().meta({ description: 'Likeness of the names in basis points' }),
  signals: z.array(z.string()),
  a: z.object({ leadId: Id, number: z.string(), fullName: z.string() }),
  b: z.object({ leadId: Id, number: z.string(), fullName: z.string() }),
})
export const ListDuplicatesInput = z.strictObject({
  ...pageInput,
  leadId: Id.optional().meta({ description: 'Only pairs with this lead' }),
})
export const ListDuplicatesOutput = pageOf(DuplicatePair)
export const DismissDuplicateInput = z.strictObject({ candidateId: Id, reason: Text(500, 3) })
export const DismissDuplicateOutput = z.object({ dismissed: z.boolean() })
