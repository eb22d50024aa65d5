import type { ProviderAnswer } from '@mas/kernel'
import type { AnchorSink, ArchiveStore, KeptObject } from '@mas/kernel/ports/audit-store'
import type { SlotMode } from '@mas/kernel/providers'
import { ok } from '../http/index.ts'

/** A place where each object is written once and then only read: a folder, or a bucket with object lock. */
export interface WriteOnce {
  put(name: string, content: AsyncIterable<Uint8Array>): Promise<ProviderAnswer<KeptObject>>
  find(name: string): Promise<ProviderAnswer<KeptObject | null>>
  read(name: string): Promise<ProviderAnswer<AsyncIterable<Uint8Array> | null>>
  /** Names in order, those behind `after`; a page of at most 1,000. */
  list(after?: string): Promise<ProviderAnswer<readonly string[]>>
}

/** Anchors as objects `anchor-2026-11-22.json`. */
export function anchorSinkOver(objects: WriteOnce, mode: SlotMode): AnchorSink {
  const nameOf = (day: string) => `anchor-${day}.json`
  return {
    mode,
    put: (day, content) => objects.put(nameOf(day), once(content)),
    find: (day) => objects.find(nameOf(day)),
    async days(after) {
      for (let from = after === undefined ? undefined : nameOf(after); ;) {
        const page = await objects.list(from)
        if (page.outcome !== 'ok') return page
        // What somebody else left there is nobody's day, and hides none.
        const days = page.value.flatMap((name) => /^anchor-(\d{4}-\d{2}-\d{2})\.json$/.exec(name)?.[1] ?? [])
        if (days.length > 0 || page.value.length === 0) return ok(days)
        from = page.value.at(-1)
      }
    },
  }
}

/** Archived months under the names they are given. */
export function archiveStoreOver(objects: WriteOnce, mode: SlotMode): ArchiveStore {
  return { mode, put: (key, content) => objects.put(key, content), read: (key) => objects.read(key) }
}

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}
