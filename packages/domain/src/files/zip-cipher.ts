const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value >>> 0
})
const crcStep = (crc: number, byte: number) => ((table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)) >>> 0

/** CRC-32, piece by piece. */
export function createCrc() {
  let crc = 0xffffffff
  return {
    add(bytes: Uint8Array) {
      for (const byte of bytes) crc = crcStep(crc, byte)
    },
    value: () => (crc ^ 0xffffffff) >>> 0,
  }
}

/**
 * The cipher every zip program knows (PKWARE's first). It keeps nobody from reading; it keeps mail servers and virus
 * scanners on the way from running into the file, and people from opening it by a double click.
 */
export function createZipCipher(password: string) {
  let [a, b, c] = [0x12345678, 0x23456789, 0x34567890]
  const turn = (byte: number) => {
    a = crcStep(a, byte)
    b = (Math.imul((b + (a & 0xff)) >>> 0, 134_775_813) + 1) >>> 0
    c = crcStep(c, b >>> 24)
  }
  for (const byte of Buffer.from(password)) turn(byte)
  return (plain: Uint8Array): Uint8Array =>
    plain.map((byte) => {
      const word = (c | 2) >>> 0
      const sealed = byte ^ ((Math.imul(word, word ^ 1) >>> 8) & 0xff)
      turn(byte)
      return sealed
    })
}
