import type { FilePurpose } from '@mas/contracts/files'
import { purposes, typeOfName, xlsx } from './purposes.ts'
import { readZipMembers } from './zip-members.ts'

export type ContentProblem = 'files.type-mismatch' | 'files.unsafe-archive'
export type ContentAnswer = { readonly type: string } | { readonly problem: ContentProblem }

const archiveLimits = { maxUnpackedBytes: 500 * 1024 * 1024, maxMembers: 2_000 }
const headBytes = 65_536

/** What the bytes are, held against what the name promised (rule 4). Only the head and a zip's directory are read. */
export async function contentType(file: Blob, purpose: FilePurpose, name: string): Promise<ContentAnswer> {
  const promised = typeOfName(purpose, name)
  const found = await typeOfBytes(file)
  if ('problem' in found) return found
  return found.type === promised && Object.values(purposes[purpose].types).includes(found.type) ? found : { problem: 'files.type-mismatch' }
}

async function typeOfBytes(file: Blob): Promise<ContentAnswer> {
  const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer())
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04])) return typeOfZip(file)
  return isText(head) ? { type: 'text/csv' } : { problem: 'files.type-mismatch' }
}

async function typeOfZip(file: Blob): Promise<ContentAnswer> {
  const members = await readZipMembers(file, archiveLimits)
  if (members === undefined) return { problem: 'files.unsafe-archive' }
  const isWorkbook = members.includes('[Content_Types].xml') && members.includes('xl/workbook.xml')
  return isWorkbook && !members.some((name) => /vbaProject\.bin$/i.test(name)) ? { type: xlsx } : { problem: 'files.type-mismatch' }
}

/** UTF-16 by its mark; everything else without a NUL or another control byte that no text has is some eight-bit text. */
function isText(head: Uint8Array): boolean {
  if (startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff])) return true
  if (startsWith(head, [0x25, 0x50, 0x44, 0x46])) return false // %PDF
  return !head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 26 && byte !== 27))
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte)
}
