import { currentRevision, liveReaders } from '@mas/db/settings'
import type { Ctx } from '@mas/kernel'
import { ignoredPlaces } from './tidy-report.ts'

export interface SettingsHealth {
  readonly revision: number
  /** Stored values that do not fit this release, as `key` or `key@scope`; the product uses the default instead. */
  readonly ignored: string[]
  /** Processes that read at an older revision or ask the database at every read. */
  readonly behind: { readonly process: string; readonly revision: number; readonly listening: boolean }[]
}

/** For the detail of `/readyz`; nothing of it takes a process off the balancer. */
export async function settingsHealth(ctx: Ctx): Promise<SettingsHealth> {
  const revision = await currentRevision(ctx.db)
  const readers = (await liveReaders(ctx.db)).map((one) => ({
    process: one.process,
    revision: Number(one.revision),
    listening: one.listening,
  }))
  return {
    revision,
    ignored: await ignoredPlaces(ctx),
    behind: readers.filter((one) => one.revision < revision || !one.listening),
  }
}
