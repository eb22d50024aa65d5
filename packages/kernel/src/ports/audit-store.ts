import type { ProviderAnswer, SlotMode } from '../providers.ts'

/** What lies under a key after a write: ours, or what was there before. */
export interface KeptObject {
  /** True when something was there already; it was left alone. */
  readonly existed: boolean
  /** Hex, of the bytes that lie there now. */
  readonly sha256: string
  /** The store's own word for the object (version, path); for the record. */
  readonly receipt: string
}

/** Keeps the daily anchors where neither we nor an intruder can overwrite them. */
export interface AnchorSink {
  readonly mode: SlotMode
  /** Writes once under the day's key; never overwrites. */
  put(day: string, content: Uint8Array): Promise<ProviderAnswer<KeptObject>>
  /** What lies under the day's key; null when nothing does. Decides a write whose outcome is in doubt. */
  find(day: string): Promise<ProviderAnswer<KeptObject | null>>
  /** Days that have an anchor there, ascending, those behind `after`; a page of them, and an empty one at the end. */
  days(after?: string): Promise<ProviderAnswer<readonly string[]>>
}

/** Keeps archived months for at least eight years. */
export interface ArchiveStore {
  readonly mode: SlotMode
  /** Streams an object in; whole or not at all, and never over another one. */
  put(key: string, content: AsyncIterable<Uint8Array>): Promise<ProviderAnswer<KeptObject>>
  /** The object's bytes as they are pulled; null when there is none. */
  read(key: string): Promise<ProviderAnswer<AsyncIterable<Uint8Array> | null>>
}
