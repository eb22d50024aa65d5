import { z } from 'zod'
import { Condition, personal } from '../core/index.ts'

const EventName = z
  .string()
  .regex(/^[a-z][a-z-]*\.[a-z][a-z0-9-]*$/)
  .max(100)

/** What starts a run. */
export const Trigger = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('segment'), segmentId: z.string().min(1).max(100) }),
  z.object({
    kind: z.literal('event'),
    name: EventName,
    where: personal(Condition.optional()),
    entryField: z
      .string()
      .max(60)
      .optional()
      .meta({ description: 'Field of the event that, joined with the subject, makes the entry key' }),
    fromOwnRuns: z.boolean().optional().meta({ description: 'Also events that this very workflow caused; normally they never start it' }),
  }),
  z.object({ kind: z.literal('on-demand') }),
  z.object({
    kind: z.literal('schedule'),
    cron: z.string().min(1).max(100).meta({ description: 'Five fields' }),
    zone: z.string().min(1).max(60).meta({ description: 'IANA zone in which the cron is read' }),
    segmentId: z.string().min(1).max(100).optional(),
  }),
])
export type Trigger = z.infer<typeof Trigger>
export { EventName }
