import type { ProviderAnswer } from '@mas/kernel'
import type { AnchorSink, ArchiveStore, KeptObject } from '@mas/kernel/ports/audit-store'
import type { SlotMode } from '@mas/kernel/providers'

/** A place where each object is written once and then only read: a folder, or a bucket with object lock. */
export interface WriteOnce {
  put(name: string, content: AsyncIterable<Uint8Array>): Promise<ProviderAnswer<KeptObject>>
  find(name: string): Promise<ProviderAnswer<KeptObject | null>>
  read(name: string): Promise<ProviderAnswer<AsyncIterable<Uint8Array> | null>>
}

/** Anchors as objects `anchor-2026-11-22.json`. */
export function anchorSinkOver(objects: WriteOnce, mode: SlotMode): AnchorSink {
  const nameOf = (day: string) => `anchor-${day}.json`
  return { mode, put: (day, content) => objects.put(nameOf(day), once(content)), find: (day) => objects.find(nameOf(day)) }
}

/** Archived months under the names they are given. */
export function archiveStoreOver(objects: WriteOnce, mode: SlotMode): ArchiveStore {
  return { mode, put: (key, content) => objects.put(key, content), read: (key) => objects.read(key) }
}

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}
