import { FilePurpose } from '@mas/contracts/files'
import { defineSetting, type SettingType } from '../settings/index.ts'
import { z } from 'zod'
import { purposes } from './purposes.ts'

const mostMib = 5_120

/** Largest file of each purpose, in MiB. */
export const maxMib = byPurpose((purpose) =>
  defineSetting({
    key: `files.max-mib.${purpose}`,
    schema: z.int().min(1).max(mostMib),
    default: purposes[purpose].maxMib,
    describe: `Largest file of purpose ${purpose}, in MiB (1 048 576 bytes)`,
  }),
)

/** Days a file of each purpose is kept; without meaning where the owner releases it. */
export const keepDays = byPurpose((purpose) => {
  const { keep } = purposes[purpose]
  if (keep.until === 'released') return undefined
  const days = keep.until === 'days' ? keep.days : keep.financeDays
  const counted = keep.until === 'owner-decides' ? 'stored by finance' : keep.fromLastUse ? 'after its last use' : 'stored'
  return defineSetting({
    key: `files.keep-days.${purpose}`,
    // What the law wants of money papers can be lengthened, never shortened.
    schema: z
      .int()
      .min(keep.until === 'owner-decides' ? days : 1)
      .max(36_525),
    default: days,
    describe: `Days a file of purpose ${purpose} is kept, ${counted}`,
  })
})

export const recordingDaysByOwner = defineSetting({
  key: 'files.recording-days-by-owner',
  schema: z.record(z.string().regex(/^[a-z]{2,40}$/), z.int().min(1).max(3_650)),
  default: {},
  describe: 'Days recordings of a domain are kept where they differ from files.keep-days.recording, such as {"screening": 90}',
})
export const quotaObjects = defineSetting({
  key: 'files.quota-objects',
  schema: z.int().min(1).max(100_000),
  default: 200,
  describe: 'Files of one purpose that one person of role USER may announce on one day in India',
})
export const quotaMib = defineSetting({
  key: 'files.quota-mib',
  schema: z.int().min(1).max(1_048_576),
  default: 500,
  describe: 'MiB of one purpose that one person of role USER may announce on one day in India; recordings are counted by number only',
})
export const anonymousTicketsPerHour = defineSetting({
  key: 'files.anonymous-tickets-per-hour',
  schema: z.int().min(0).max(10_000),
  default: 5,
  describe: 'Files that callers without an account may announce from one network in one hour',
})
export const allowUnscanned = defineSetting({
  key: 'files.allow-unscanned',
  schema: z.boolean(),
  default: false,
  describe: 'Whether files of callers without an account are stored although no virus scanner is set up',
})

function byPurpose<T extends SettingType | undefined>(make: (purpose: FilePurpose) => T): ReadonlyMap<FilePurpose, T> {
  return new Map(FilePurpose.options.map((purpose) => [purpose, make(purpose)]))
}
