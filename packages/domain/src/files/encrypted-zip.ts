import { createCrc, createZipCipher } from './zip-cipher.ts'

const headerBytes = 12

/** A zip with one encrypted, unpacked member, as its bytes flow through; its checksum and size come after them. */
export async function* encryptedZip(name: string, password: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const path = Buffer.from(name)
  // Encrypted, sizes in a record behind the bytes, name in UTF-8; stored; 1 January 1980.
  const facts = Buffer.alloc(10)
  facts.writeUInt16LE(20, 0)
  facts.writeUInt16LE(0x1 | 0x8 | 0x800, 2)
  facts.writeUInt16LE(0x21, 8)
  const local = Buffer.concat([signature(0x04034b50), facts, Buffer.alloc(12), lengths(path)])
  yield Buffer.concat([local, path])

  const cipher = createZipCipher(password)
  const random = crypto.getRandomValues(new Uint8Array(headerBytes))
  // With the sizes behind, the last byte repeats the time, by which a wrong password is noticed.
  random[headerBytes - 1] = 0
  yield cipher(random)
  const crc = createCrc()
  let size = 0
  for await (const piece of bytes) {
    crc.add(piece)
    size += piece.length
    yield cipher(piece)
  }

  const sums = Buffer.alloc(12)
  sums.writeUInt32LE(crc.value(), 0)
  sums.writeUInt32LE(size + headerBytes, 4)
  sums.writeUInt32LE(size, 8)
  yield Buffer.concat([signature(0x08074b50), sums])

  const made = Buffer.alloc(2)
  made.writeUInt16LE(20)
  const entry = Buffer.concat([signature(0x02014b50), made, facts, sums, lengths(path), Buffer.alloc(14), path])
  const end = Buffer.alloc(18)
  end.writeUInt16LE(1, 4)
  end.writeUInt16LE(1, 6)
  end.writeUInt32LE(entry.length, 8)
  end.writeUInt32LE(local.length + path.length + headerBytes + size + 16, 12)
  yield Buffer.concat([entry, signature(0x06054b50), end])
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function lengths(path: Buffer): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt16LE(path.length)
  return bytes
}
