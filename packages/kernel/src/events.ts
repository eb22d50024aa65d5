import type { EventType } from '@mas/contracts/core'
import type { z } from 'zod'
import { actorKey } from './actor.ts'
import type { TxCtx } from './context.ts'
import { newId } from './ids.ts'
import type { VerbName } from './verb.ts'

export interface OutboxRow {
  readonly id: string
  readonly name: string
  readonly data: unknown
  readonly actor: string
  readonly requestId: string
  readonly occurredAt: Date
}

/** What a subscriber is told besides the data. */
export interface Envelope {
  readonly eventId: string
  readonly occurredAt: Date
  readonly actor: string
}

/** Publishes a fact: it leaves if, and only if, this transaction commits. */
export async function emit<S extends z.ZodType>(t: TxCtx, type: EventType<`${string}.${string}`, S>, data: z.input<S>): Promise<void> {
  await emitMany(t, type, [data])
}

/** Many facts of one kind in one round trip. */
export async function emitMany<S extends z.ZodType>(
  t: TxCtx,
  type: EventType<`${string}.${string}`, S>,
  data: readonly z.input<S>[],
): Promise<void> {
  if (data.length === 0) return
  const occurredAt = t.clock.now()
  const actor = actorKey(t.actor)
  await t.infra.appendEvents(
    t.tx,
    data.map((one) => ({
      id: newId(occurredAt.getTime()),
      name: type.name,
      data: type.data.parse(one),
      actor,
      requestId: t.requestId,
      occurredAt,
    })),
  )
}

/** One domain's reaction to a fact. `name` is also its queue: a broken subscriber holds back nobody else. */
export interface Subscriber {
  readonly name: VerbName
  readonly event: EventType
  readonly handle: (t: TxCtx, data: unknown, envelope: Envelope) => Promise<void>
  /**
   * Does for many events at once what `handle` does for each, in one transaction. False: they have to be handled one by one, and what
   * was written here is taken back.
   */
  readonly handleAll?: (t: TxCtx, events: readonly Heard[]) => Promise<boolean>
}
export interface Heard {
  readonly data: unknown
  readonly envelope: Envelope
}

/**
 * Declares a reaction. It runs in one transaction that also records (event, subscriber), so a redelivered event
 * changes nothing; long work is a job that the handler enqueues.
 */
export function on<S extends z.ZodType>(
  event: EventType<`${string}.${string}`, S>,
  name: VerbName,
  handle: (t: TxCtx, data: z.output<S>, envelope: Envelope) => Promise<void>,
): Subscriber {
  return { name, event, handle: (t, data, envelope) => handle(t, event.data.parse(data), envelope) }
}
