import type { z } from 'zod'
import type { Channel, MailingList, NoticeClass, Topic } from './topics.ts'

/**
 * Who asks for a kind, exactly one: another domain in its transaction (`call`), identity through its mail port
 * (`port`), or the one event that is reacted to.
 */
export type Source = 'call' | 'port' | `${string}.${string}`

/** One thing a person can be told. Its name is also the code of its templates. */
export interface Kind<S extends z.ZodObject = z.ZodObject, O extends Source = Source> {
  readonly class: NoticeClass
  readonly channels: readonly Channel[]
  readonly topic: Topic
  readonly source: O
  /** What templates may name. Never a field for a password. */
  readonly variables: S
  /** A value that fits `variables`: previews and the check before publishing render it. */
  readonly sample: z.output<S>
  /** The variable that carries a code or a link with a token: sealed in the row, absent from `variables`. */
  readonly secret?: string
  /** Marketing only. */
  readonly list?: MailingList
}

export function kind<S extends z.ZodObject, const O extends Source>(facts: Kind<S, O>): Kind<S, O> {
  return facts
}
