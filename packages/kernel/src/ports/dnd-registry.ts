import type { ProviderAnswer, SlotMode } from '../providers.ts'

/** What the do-not-disturb register says of one number. */
export interface DndEntry {
  /** E.164. */
  readonly value: string
  readonly registered: boolean
  /** Kinds of advertising the person does not want; `all` stands for every kind. */
  readonly categories: readonly string[]
}
export interface DndAnswer {
  /** What the register calls this look-up. */
  readonly reference: string
  /** As of when the register was read: it may be older than the answer. */
  readonly asOf: Date
  /** May lack numbers that were asked for. */
  readonly entries: readonly DndEntry[]
}

/** Asks the do-not-disturb register for up to 1,000 numbers at once. It only reads, so asking again is harmless. */
export interface DndRegistry {
  readonly mode: SlotMode
  scrub(values: readonly string[]): Promise<ProviderAnswer<DndAnswer>>
}
