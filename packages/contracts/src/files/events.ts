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
