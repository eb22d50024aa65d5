import type { FilePurpose } from '@mas/contracts/files'
import { memberText, safeMembers } from './check-archive.ts'
import { playTimeMs } from './duration/play-time.ts'
import { media, typeOfHead, type MediaType } from './media-types.ts'
import { pdfPages } from './pdf-pages.ts'
import { pictureSize } from './picture-size.ts'
import { maxPixels, purposes, typeOfName, type ArchiveLimits } from './purposes.ts'
import { relationsAreHarmless, typesAreHarmless } from './office-rules.ts'
import type { ZipMember } from './zip-members.ts'

export type ContentProblem = 'files.type-mismatch' | 'files.unsafe-archive' | 'files.image-too-large' | 'files.too-large'
export interface FoundContent {
  readonly type: MediaType
  readonly pages?: number
  /** Pixels. */
  readonly width?: number
  readonly height?: number
  /** Of sound and film, where the container says. */
  readonly durationMs?: number
}
export type ContentAnswer = FoundContent | { readonly problem: ContentProblem; readonly details?: Readonly<Record<string, number>> }

/** Pictures hide their size behind their metadata, which may be long. */
const headBytes = 256 * 1024
const anyArchive: ArchiveLimits = {
  maxUnpackedBytes: 100 * 1024 * 1024,
  maxMembers: 2_000,
  maxRatio: 100,
  maxPages: Number.POSITIVE_INFINITY,
}

/** What the bytes are, held against what the name promised and the purpose takes (rule 4). */
export async function contentType(file: Blob, purpose: FilePurpose, name: string): Promise<ContentAnswer> {
  const limits = purposes[purpose].archive ?? anyArchive
  const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer())
  const first = typeOfHead(head)
  const found = first === 'zip-of-something' ? await typeOfZip(file, limits) : { type: first }
  if ('problem' in found) return found
  const { type } = found
  if (type === undefined || type !== typeOfName(purpose, name)) return { problem: 'files.type-mismatch' }
  if (type.startsWith('image/')) return pictureAnswer(head, type)
  if (/^(audio|video)\//.test(type)) {
    const durationMs = await playTimeMs(file, type)
    return durationMs === undefined ? { type } : { type, durationMs }
  }
  const pages = type === media.pdf && Number.isFinite(limits.maxPages) ? await pagesOfPdf(file) : found.pages
  if (pages !== undefined && pages > limits.maxPages) return { problem: 'files.too-large', details: { maxPages: limits.maxPages } }
  return pages === undefined ? { type } : { type, pages }
}

function pictureAnswer(head: Uint8Array, type: MediaType): ContentAnswer {
  const size = pictureSize(head)
  if (size === undefined || size.width === 0 || size.height === 0) return { problem: 'files.type-mismatch' }
  if (size.width * size.height > maxPixels) return { problem: 'files.image-too-large', details: { maxPixels } }
  return { type, ...size }
}

const mainParts = { [media.docx]: 'word/document.xml', [media.xlsx]: 'xl/workbook.xml', [media.pptx]: 'ppt/presentation.xml' } as const

async function typeOfZip(
  file: Blob,
  limits: ArchiveLimits,
): Promise<{ type: MediaType | undefined; pages?: number } | { problem: ContentProblem }> {
  const members = await safeMembers(file, limits)
  if (members === undefined) return { problem: 'files.unsafe-archive' }
  const named = (name: string) => members.find((member) => member.name === name)
  const types = named('[Content_Types].xml')
  const [type] = Object.entries(mainParts).find(([, part]) => named(part) !== undefined) ?? []
  if (types === undefined || !isOffice(type)) return { type: undefined }
  if (!(await isHarmless(file, members, types))) return { problem: 'files.unsafe-archive' }
  const facts = named('docProps/app.xml')
  const [, pages] = facts === undefined ? [] : (/<(?:\w+:)?Pages>(\d{1,6})</.exec(await memberText(file, facts, 64 * 1024)) ?? [])
  return pages === undefined ? { type } : { type, pages: Number(pages) }
}

const mostXmlBytes = 1024 * 1024

/** A document without macros that loads nothing from elsewhere when it is opened. */
async function isHarmless(file: Blob, members: readonly ZipMember[], types: ZipMember): Promise<boolean> {
  if (members.some(({ name }) => /vbaProject\.bin$|vbaData\.xml$|\/macrosheets\//i.test(name))) return false
  if (types.unpackedBytes > mostXmlBytes || !typesAreHarmless(await memberText(file, types, mostXmlBytes))) return false
  for (const one of members)
    if (/\.rels$/i.test(one.name) && (one.unpackedBytes > mostXmlBytes || !relationsAreHarmless(await memberText(file, one, mostXmlBytes))))
      return false
  return true
}

function isOffice(type: string | undefined): type is keyof typeof mainParts {
  return type !== undefined && Object.hasOwn(mainParts, type)
}

async function pagesOfPdf(file: Blob): Promise<number | undefined> {
  return pdfPages(Buffer.from(await file.arrayBuffer()))
}
