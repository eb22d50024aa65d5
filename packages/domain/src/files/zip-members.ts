const endRecord = 0x06054b50
const directoryEntry = 0x02014b50
const endRecordBytes = 22
const maxCommentBytes = 65_535
const maxDirectoryBytes = 4 * 1024 * 1024
const symbolicLink = 0o120000

export interface ZipMember {
  readonly name: string
  /** 0 stored, 8 deflated. */
  readonly method: number
  readonly packedBytes: number
  /** As claimed; whoever unpacks holds the member to it. */
  readonly unpackedBytes: number
  /** Of its local header. */
  readonly offset: number
}

/**
 * The directory of a zip, or undefined when the archive is damaged, encrypted, names a member twice or one outside
 * itself, holds a symbolic link, or claims more members, more unpacked bytes than allowed, or more packed ones than it has.
 */
export async function readZipMembers(
  file: Blob,
  limits: { maxUnpackedBytes: number; maxMembers: number },
): Promise<ZipMember[] | undefined> {
  const tail = await view(file, Math.max(0, file.size - endRecordBytes - maxCommentBytes), file.size)
  const end = endOf(tail)
  if (end === undefined) return undefined
  const count = tail.getUint16(end + 10, true)
  const size = tail.getUint32(end + 12, true)
  const start = tail.getUint32(end + 16, true)
  if (count > limits.maxMembers || size > maxDirectoryBytes || start + size > file.size) return undefined
  const directory = await view(file, start, start + size)
  const members = new Map<string, ZipMember>()
  let unpacked = 0
  let packed = 0
  let at = 0
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > size || directory.getUint32(at, true) !== directoryEntry) return undefined
    const nameLength = directory.getUint16(at + 28, true)
    if (at + 46 + nameLength > size) return undefined
    const name = new TextDecoder().decode(new Uint8Array(directory.buffer, directory.byteOffset + at + 46, nameLength))
    const isEncrypted = (directory.getUint16(at + 8, true) & 1) === 1
    const isLink = ((directory.getUint32(at + 38, true) >>> 16) & 0o170000) === symbolicLink
    const unpackedBytes = directory.getUint32(at + 24, true)
    unpacked += unpackedBytes
    // Word processors find parts whatever their case.
    const place = name.replaceAll('\\', '/').toLowerCase()
    if (isEncrypted || isLink || members.has(place) || leadsOut(name) || unpacked > limits.maxUnpackedBytes) return undefined
    const [method, packedBytes, offset] = [
      directory.getUint16(at + 10, true),
      directory.getUint32(at + 20, true),
      directory.getUint32(at + 42, true),
    ]
    packed += packedBytes
    // Members that share their bytes are unpacked again and again from the same few.
    if (packed > file.size) return undefined
    members.set(place, { name, method, packedBytes, unpackedBytes, offset })
    at += 46 + nameLength + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true)
  }
  return [...members.values()]
}

/** Where the directory ends. Two ends that both reach to the end of the file are two archives in one: whoever opens it finds another than we. */
function endOf(tail: DataView): number | undefined {
  const found: number[] = []
  for (let at = tail.byteLength - endRecordBytes; at >= 0; at -= 1)
    if (tail.getUint32(at, true) === endRecord && at + endRecordBytes + tail.getUint16(at + 20, true) === tail.byteLength) found.push(at)
  return found.length === 1 ? found[0] : undefined
}

function leadsOut(name: string): boolean {
  return /^([/\\]|[a-z]:)/i.test(name) || name.split(/[/\\]/).includes('..')
}

async function view(file: Blob, from: number, to: number): Promise<DataView> {
  return new DataView(await file.slice(from, to).arrayBuffer())
}
