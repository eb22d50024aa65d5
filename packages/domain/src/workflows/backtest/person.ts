import type { Presence } from '../runtime/subjects.ts'
import type { Happened, Told } from './facts-then.ts'
import type { Sending } from './sending.ts'

/** Somebody who is replayed: what happened in the range, and what decides about entries and messages. */
export interface Person extends Told {
  readonly subjectId: string
  /** In the range, in order. */
  readonly happened: readonly Happened[]
  readonly presence: Presence
  /** The newest run of each entry key that began before the range. */
  readonly before: ReadonlyMap<string, { readonly finishedAt: Date | null }>
  /** Other workflows of the group that the person was in. */
  readonly rivals: readonly { readonly id: string; readonly from: Date; readonly to: Date | null }[]
  /** Starts of the range that somebody asked for. */
  readonly asked: readonly { readonly at: Date; readonly entryKey: string; readonly source: 'demand' | 'import' | 'parent' }[]
  readonly sending: Sending
}
