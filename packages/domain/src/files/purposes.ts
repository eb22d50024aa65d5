import type { FilePurpose } from '@mas/contracts/files'
import { media, type MediaType } from './media-types.ts'

/** How long files are kept, counted from when they were stored. */
export type Keep =
  /** Until the owner releases the file. */
  | { readonly until: 'released' }
  | {
      readonly until: 'days'
      readonly days: number
      /** Each use starts the days anew. */
      readonly fromLastUse?: true
    }
  /** The owner says when; money papers stay as long as the law wants. */
  | { readonly until: 'owner-decides'; readonly financeDays: number }

export interface ArchiveLimits {
  readonly maxUnpackedBytes: number
  readonly maxMembers: number
  /** Unpacked bytes for each packed one. */
  readonly maxRatio: number
  readonly maxPages: number
}

export interface PurposeRules {
  /** Media types by extension; a file's name, its announced type and its bytes must agree on one of them. */
  readonly types: Readonly<Record<string, MediaType>>
  /** Default of the setting. */
  readonly maxMib: number
  readonly keep: Keep
  /** Only we make such files. */
  readonly generatedOnly?: true
  /** Stored as a picture made anew from its pixels. */
  readonly reencoded?: true
  readonly archive?: ArchiveLimits
  /** Which queue checks it, so that a slow one holds up nobody else. */
  readonly queue: 'documents' | 'images' | 'media' | 'imports'
  /** Too large for the scanner is no reason to hold such a file back. */
  readonly mayGoUnscanned?: true
}

const mebibyte = 1024 * 1024
const images = { jpg: media.jpeg, jpeg: media.jpeg, png: media.png, webp: media.webp }
const picture = { types: images, maxMib: 5, keep: { until: 'released' }, reencoded: true, queue: 'images' } as const
const officeLimits = { maxUnpackedBytes: 100 * mebibyte, maxMembers: 2_000, maxRatio: 100 }

/** Pictures of more pixels are refused before they are unpacked. */
export const maxPixels = 40_000_000

/** What each purpose accepts and how long it is kept (the product's table of purposes). */
export const purposes: { readonly [P in FilePurpose]: PurposeRules } = {
  avatar: picture,
  banner: picture,
  thumbnail: picture,
  resume: {
    types: { pdf: media.pdf, docx: media.docx },
    maxMib: 10,
    keep: { until: 'days', days: 730, fromLastUse: true },
    archive: { ...officeLimits, maxPages: 200 },
    queue: 'documents',
  },
  recording: {
    types: { webm: media.webm, mp4: media.mp4, mkv: media.mkv },
    maxMib: 4_096,
    keep: { until: 'days', days: 180 },
    queue: 'media',
    mayGoUnscanned: true,
  },
  'call-audio': {
    types: { mp3: media.mp3, wav: media.wav, ogg: media.ogg },
    maxMib: 300,
    keep: { until: 'days', days: 365 },
    queue: 'media',
  },
  document: {
    types: { pdf: media.pdf, jpg: media.jpeg, jpeg: media.jpeg, png: media.png },
    maxMib: 20,
    keep: { until: 'owner-decides', financeDays: 2_922 },
    queue: 'documents',
  },
  import: {
    types: { csv: media.csv, tsv: media.csv, txt: media.csv, xlsx: media.xlsx },
    maxMib: 250,
    keep: { until: 'days', days: 30 },
    archive: { ...officeLimits, maxUnpackedBytes: 500 * mebibyte, maxPages: Number.POSITIVE_INFINITY },
    queue: 'imports',
  },
  export: {
    types: { csv: media.csv, xlsx: media.xlsx, zip: media.zip, pdf: media.pdf, json: media.json },
    maxMib: 2_048,
    keep: { until: 'days', days: 7 },
    generatedOnly: true,
    queue: 'documents',
  },
  material: {
    types: { pdf: media.pdf, pptx: media.pptx, docx: media.docx, mp4: media.mp4, ...images },
    maxMib: 500,
    keep: { until: 'released' },
    archive: { ...officeLimits, maxUnpackedBytes: 1_000 * mebibyte, maxPages: Number.POSITIVE_INFINITY },
    queue: 'documents',
  },
  'page-snapshot': {
    types: { html: media.html, json: media.json, gz: media.gzip },
    maxMib: 20,
    keep: { until: 'days', days: 30 },
    generatedOnly: true,
    queue: 'documents',
  },
}

/** The media type a name promises, or undefined where the purpose does not accept such files. */
export function typeOfName(purpose: FilePurpose, name: string): MediaType | undefined {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  return Object.entries(purposes[purpose].types).find(([known]) => known === extension)?.[1]
}
