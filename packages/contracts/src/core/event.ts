import type { z } from 'zod'

/** `<domain>.<past-tense-kebab>` */
export type EventName = `${string}.${string}`

/**
 * A fact that happened, as others may hear of it. Schemas are wire formats: fields are added (optional), never
 * changed or removed. They carry ids and decisions, never personal data.
 */
export interface EventType<N extends EventName = EventName, S extends z.ZodType = z.ZodType> {
  readonly name: N
  readonly data: S
}

export function event<const N extends EventName, S extends z.ZodType>(name: N, data: S): EventType<N, S> {
  return { name, data }
}
