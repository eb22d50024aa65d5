import { openCsv } from './read-csv.ts'
import { openXlsx } from './read-xlsx.ts'
import { IMPORT_LIMITS, type OpenedImport } from './import-rows.ts'

/**
 * Opens a lead file by its content, never by its name: a zip is XLSX, anything else is tried as CSV. Old `.xls` files and
 * password-protected workbooks (both OLE containers) are `leads.import-unreadable`.
 */
export async function openLeadFile(file: Blob): Promise<OpenedImport> {
  if (file.size > IMPORT_LIMITS.maxBytes) return { ok: false, code: 'leads.import-too-large' }
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer())
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04])) return openXlsx(file)
  if (startsWith(head, [0xd0, 0xcf, 0x11, 0xe0])) return { ok: false, code: 'leads.import-unreadable' }
  return openCsv(file.stream())
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte)
}
