import { z } from 'zod'
import { event, Id } from '../core/index.ts'

/** A setting or flag was changed. Values are not in the event: whoever needs one reads it. */
export const settingsChanged = event(
  'settings.changed',
  z.object({ key: z.string(), scope: z.string(), version: z.int().meta({ description: 'The version this change made' }), changeId: Id }),
)
