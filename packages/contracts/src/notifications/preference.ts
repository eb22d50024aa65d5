import { z } from 'zod'
import { Text } from '../core/index.ts'
import { Channel, Topic } from './topics.ts'

const WallTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
  .meta({ description: '`HH:MM` on the wall clock of the person’s own zone' })
export const QuietHours = z.object({
  from: WallTime,
  to: WallTime,
  days: z.array(z.int().min(1).max(7)).max(7).meta({ description: 'ISO weekdays on which the window begins; 1 is Monday' }),
})
export type QuietHours = z.infer<typeof QuietHours>

export const PreferenceMatrix = z.object({
  topics: z.array(z.object({ topic: Topic, channel: Channel, on: z.boolean(), mandatory: z.boolean() })),
  quietHours: QuietHours,
  quietHoursOwn: z.boolean().meta({ description: 'False while the default of the house is in force' }),
})
export type PreferenceMatrix = z.infer<typeof PreferenceMatrix>

const Changes = z
  .array(z.object({ topic: Topic, channel: Channel, on: z.boolean() }))
  .min(1)
  .max(20)
export const GetPreferencesInput = z.strictObject({})
export const SetPreferencesInput = z.strictObject({ changes: Changes })
export const SetQuietHoursInput = z.strictObject({
  quietHours: QuietHours.nullable().meta({ description: 'Null goes back to the default of the house' }),
})
const Link = Text(1_000).meta({ description: 'The signed token of the link in a mail; it opens the matrix and nothing else' })
export const GetLinkedPreferencesInput = z.strictObject({ token: Link })
export const SetLinkedPreferencesInput = z.strictObject({ token: Link, changes: Changes })
