import type { FilePurpose } from '@mas/contracts/files'
import type { Ctx, TxCtx } from '@mas/kernel'
import { readSetting } from '../settings/index.ts'
import { keepDays, maxMib, recordingDaysByOwner } from './purpose-settings.ts'
import { purposes } from './purposes.ts'

const dayMs = 24 * 3_600_000

/** Bytes a file of this purpose may have, as the setting says now. */
export async function maxBytesOf(ctx: Ctx | TxCtx, purpose: FilePurpose): Promise<number> {
  const setting = maxMib.get(purpose)
  return 1024 * 1024 * (setting === undefined ? purposes[purpose].maxMib : await readSetting(ctx, setting))
}

/** Until when a file that is stored, or used, now is kept; undefined: until its owner lets it go. */
export async function retainUntil(ctx: Ctx | TxCtx, purpose: FilePurpose, ownerDomain: string): Promise<Date | undefined> {
  const { keep } = purposes[purpose]
  const setting = keepDays.get(purpose)
  if (keep.until === 'released' || setting === undefined || (keep.until === 'owner-decides' && ownerDomain !== 'finance')) return undefined
  const byOwner = purpose === 'recording' ? (await readSetting(ctx, recordingDaysByOwner))[ownerDomain] : undefined
  const days = byOwner ?? (await readSetting(ctx, setting))
  return new Date(ctx.clock.now().getTime() + days * dayMs)
}
