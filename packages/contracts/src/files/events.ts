import { z } from 'zod'
import { event, Id } from '../core/index.ts'
import { FilePurpose, FileVerdict } from './file.ts'

/** Once per file, when its bytes are durable and the verdict is known. */
export const fileStored = event(
  'files.stored',
  z.object({
    fileId: Id,
    purpose: FilePurpose,
    ownerDomain: z.string(),
    ownerRef: z.string(),
    verdict: FileVerdict,
    type: z.string(),
    size: z.int().meta({ description: 'Bytes' }),
  }),
)

/** Once per file that was announced and that will never be there: a check or its source was refused, or its time ran out. */
export const fileRefused = event(
  'files.refused',
  z.object({
    fileId: Id,
    purpose: FilePurpose,
    ownerDomain: z.string(),
    ownerRef: z.string(),
    reason: z.string().meta({ description: 'The error code that its sender was, or would have been, given' }),
  }),
)
