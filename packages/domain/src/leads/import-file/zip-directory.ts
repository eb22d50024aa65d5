/** Bounds on an XLSX container (zip-bomb protection; product rule). */
export const ZIP_LIMITS = { maxUnpackedBytes: 500 * 1024 * 1024, maxMembers: 2_000 } as const
export type ZipLimits = { readonly maxUnpackedBytes: number; readonly maxMembers: number }

export type ZipMember = { name: string; method: number; crc: number; packed: number; unpacked: number; headerAt: number }

/** Thrown while reading a container; `readXlsx` turns it into the code. */
export class ZipRefused extends Error {
  readonly code: 'leads.import-unreadable' | 'leads.import-too-large'
  constructor(code: ZipRefused['code']) {
    super(code)
    this.code = code
  }
}

const END_RECORD = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_HEADER = 0x04034b50
const END_RECORD_BYTES = 22
const MAX_COMMENT_BYTES = 65_535
const MAX_DIRECTORY_BYTES = 4 * 1024 * 1024

/**
 * The directory of a zip file, read from its end, refused when it names more members or more unpacked bytes than allowed. What
 * it claims is only claimed: {@link unpack} holds every member to it. ZIP64 needs more than 4 GiB or 65,535 members: refused.
 */
export async function readZipDirectory(file: Blob, limits: ZipLimits): Promise<ReadonlyMap<string, ZipMember>> {
  const tail = await view(file, Math.max(0, file.size - END_RECORD_BYTES - MAX_COMMENT_BYTES), file.size)
  let end = tail.byteLength - END_RECORD_BYTES
  while (end >= 0 && tail.getUint32(end, true) !== END_RECORD) end -= 1
  if (end < 0) throw new ZipRefused('leads.import-unreadable')
  const count = tail.getUint16(end + 10, true)
  const size = tail.getUint32(end + 12, true)
  const start = tail.getUint32(end + 16, true)
  if (count > limits.maxMembers || size > MAX_DIRECTORY_BYTES) throw new ZipRefused('leads.import-too-large')
  if (start + size > file.size) throw new ZipRefused('leads.import-unreadable')
  const directory = await view(file, start, start + size)
  const members = new Map<string, ZipMember>()
  let unpacked = 0
  let at = 0
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > size || directory.getUint32(at, true) !== DIRECTORY_ENTRY) throw new ZipRefused('leads.import-unreadable')
    const nameLength = directory.getUint16(at + 28, true)
    if (at + 46 + nameLength > size) throw new ZipRefused('leads.import-unreadable')
    const name = new TextDecoder().decode(new Uint8Array(directory.buffer, directory.byteOffset + at + 46, nameLength))
    const encrypted = (directory.getUint16(at + 8, true) & 1) === 1
    const member: ZipMember = {
      name,
      method: directory.getUint16(at + 10, true),
      crc: directory.getUint32(at + 16, true),
      packed: directory.getUint32(at + 20, true),
      unpacked: directory.getUint32(at + 24, true),
      headerAt: directory.getUint32(at + 42, true),
    }
    // One name twice is how a scanner and a reader are made to see different files.
    if (encrypted || members.has(name) || (member.method !== 0 && member.method !== 8)) throw new ZipRefused('leads.import-unreadable')
    unpacked += member.unpacked
    if (unpacked > limits.maxUnpackedBytes) throw new ZipRefused('leads.import-too-large')
    members.set(name, member)
    at += 46 + nameLength + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true)
  }
  return members
}

/** The unpacked bytes of one member, exactly as many as its directory entry claims: one byte more is a bomb, one less is damage. */
export async function* unpack(file: Blob, member: ZipMember): AsyncGenerator<Uint8Array, void, undefined> {
  if (member.headerAt + 30 > file.size) throw new ZipRefused('leads.import-unreadable')
  const header = await view(file, member.headerAt, member.headerAt + 30)
  if (header.getUint32(0, true) !== LOCAL_HEADER) throw new ZipRefused('leads.import-unreadable')
  const start = member.headerAt + 30 + header.getUint16(26, true) + header.getUint16(28, true)
  const packed = file.slice(start, start + member.packed).stream()
  const stream = member.method === 0 ? packed : packed.pipeThrough(new DecompressionStream('deflate-raw'))
  let seen = 0
  try {
    for await (const piece of stream) {
      seen += piece.length
      if (seen > member.unpacked) throw new ZipRefused('leads.import-too-large')
      yield piece
    }
  } catch (error) {
    throw error instanceof ZipRefused ? error : new ZipRefused('leads.import-unreadable')
  }
  if (seen !== member.unpacked) throw new ZipRefused('leads.import-unreadable')
}

async function view(file: Blob, from: number, to: number): Promise<DataView> {
  return new DataView(await file.slice(from, to).arrayBuffer())
}
