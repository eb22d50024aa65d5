const endRecord = 0x06054b50
const directoryEntry = 0x02014b50
const endRecordBytes = 22
const maxCommentBytes = 65_535
const maxDirectoryBytes = 4 * 1024 * 1024
const symbolicLink = 0o120000

/**
 * Names in a zip's directory, or undefined when the archive is damaged, encrypted, names a member twice, holds a
 * symbolic link, or claims more members or unpacked bytes than allowed. Whoever unpacks holds each member to its claim.
 */
export async function readZipMembers(file: Blob, limits: { maxUnpackedBytes: number; maxMembers: number }): Promise<string[] | undefined> {
  const tail = await view(file, Math.max(0, file.size - endRecordBytes - maxCommentBytes), file.size)
  let end = tail.byteLength - endRecordBytes
  while (end >= 0 && tail.getUint32(end, true) !== endRecord) end -= 1
  if (end < 0) return undefined
  const count = tail.getUint16(end + 10, true)
  const size = tail.getUint32(end + 12, true)
  const start = tail.getUint32(end + 16, true)
  if (count > limits.maxMembers || size > maxDirectoryBytes || start + size > file.size) return undefined
  const directory = await view(file, start, start + size)
  const names = new Set<string>()
  let unpacked = 0
  let at = 0
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > size || directory.getUint32(at, true) !== directoryEntry) return undefined
    const nameLength = directory.getUint16(at + 28, true)
    if (at + 46 + nameLength > size) return undefined
    const name = new TextDecoder().decode(new Uint8Array(directory.buffer, directory.byteOffset + at + 46, nameLength))
    const encrypted = (directory.getUint16(at + 8, true) & 1) === 1
    const isLink = ((directory.getUint32(at + 38, true) >>> 16) & 0o170000) === symbolicLink
    unpacked += directory.getUint32(at + 24, true)
    if (encrypted || isLink || names.has(name) || unpacked > limits.maxUnpackedBytes) return undefined
    names.add(name)
    at += 46 + nameLength + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true)
  }
  return [...names]
}

async function view(file: Blob, from: number, to: number): Promise<DataView> {
  return new DataView(await file.slice(from, to).arrayBuffer())
}
