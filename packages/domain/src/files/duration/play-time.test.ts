import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { media, type MediaType } from '../media-types.ts'
import { playTimeMs } from './play-time.ts'

const u32 = (value: number, little = false) => {
  const bytes = Buffer.alloc(4)
  if (little) bytes.writeUInt32LE(value)
  else bytes.writeUInt32BE(value)
  return bytes
}
const text = (letters: string) => Buffer.from(letters, 'latin1')
const playTime = (type: MediaType, ...pieces: Uint8Array[]) => playTimeMs(new Blob([Buffer.concat(pieces)]), type)

const wav = (bytesOfSound: number, told = bytesOfSound) => [
  text('RIFF'), u32(0, true), text('WAVE'), text('LIST'), u32(3, true), text('abc\0'),
  text('fmt '), u32(16, true), Buffer.alloc(8), u32(16_000, true), Buffer.alloc(4), text('data'), u32(told, true), Buffer.alloc(bytesOfSound),
] // prettier-ignore
const box = (name: string, ...inside: Uint8Array[]) => {
  const content = Buffer.concat(inside)
  return Buffer.concat([u32(content.length + 8), text(name), content])
}
const movieHeader = (scale: number, length: number) =>
  box('moov', box('udta'), box('mvhd', Buffer.alloc(12), u32(scale), u32(length), Buffer.alloc(80)))
const element = (id: string, ...inside: Uint8Array[]) => {
  const content = Buffer.concat(inside)
  return Buffer.concat([Buffer.from(id, 'hex'), Buffer.from([0x10 + (content.length >> 24)]), u32(content.length).subarray(1), content])
}
const double = (value: number) => {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value)
  return bytes
}
const ebml = element('1a45dfa3', element('4282', text('webm')))
const cluster = (time: number, ...blocks: number[]) =>
  element('1f43b675', element('e7', u32(time)), ...blocks.map((at) => element('a3', Buffer.from([0x81, at >> 8, at & 255, 0x80, 1, 2]))))
const oggPage = (samples: bigint, packet: Uint8Array) => {
  const head = Buffer.alloc(27)
  head.write('OggS')
  head.writeBigInt64LE(samples, 6)
  head[26] = 1
  return Buffer.concat([head, Buffer.from([packet.length]), packet])
}
const opusHead = Buffer.concat([text('OpusHead'), Buffer.from([1, 1, 0x38, 1, 0, 0, 0, 0, 0])])
/** MPEG 1 layer III, 128 kbit/s, 44.1 kHz, stereo. */
const frame = (...after: Uint8Array[]) => Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), ...after])

test('each container tells how long it plays', async () => {
  expect(await playTime(media.wav, ...wav(24_000))).toBe(1_500)
  expect(await playTime(media.mp4, box('ftyp', text('isom')), box('mdat', Buffer.alloc(99)), movieHeader(600, 90_000))).toBe(150_000)
  const info = element('1549a966', element('2ad7b1', Buffer.from([0x0f, 0x42, 0x40])), element('4489', double(61_500)))
  expect(await playTime(media.mkv, ebml, element('18538067', info, cluster(0)))).toBe(61_500)
  expect(await playTime(media.ogg, oggPage(0n, opusHead), oggPage(96_312n, Buffer.alloc(9)), oggPage(-1n, Buffer.alloc(9)))).toBe(2_000)
  expect(await playTime(media.mp3, frame(Buffer.alloc(16_000 - 4)))).toBe(1_000)
  const counted = frame(Buffer.alloc(32), text('Xing'), u32(1), u32(100), Buffer.alloc(200))
  expect(await playTime(media.mp3, text('ID3'), Buffer.from([4, 0, 0, 0, 0, 1, 2]), Buffer.alloc(130), counted)).toBe(2_612)
})

test('a recording that a browser made live ends with its last block, a cut wav with its last byte', async () => {
  const live = Buffer.concat([Buffer.from('18538067', 'hex'), Buffer.from('01ffffffffffffff', 'hex')])
  const info = element('1549a966', element('2ad7b1', Buffer.from([0x0f, 0x42, 0x40])))
  expect(await playTime(media.webm, ebml, live, info, cluster(0, 10, 900), cluster(1_000, 20, 970, 960))).toBe(1_970)
  expect(await playTime(media.wav, ...wav(8_000, 2 ** 32 - 1))).toBe(500)
})

test('what does not say, or says nonsense, plays for an unknown time and breaks nothing', async () => {
  expect(await playTime(media.mp4, box('ftyp'), movieHeader(0, 5))).toBeUndefined()
  expect(await playTime(media.mp4, box('moov', box('mvhd', Buffer.alloc(12), u32(1), u32(2 ** 32 - 1), Buffer.alloc(80))))).toBeUndefined()
  expect(await playTime(media.pdf, text('%PDF'))).toBeUndefined()
  const heads = [
    text('RIFF....WAVE'),
    ebml,
    text('OggS'),
    text('ID3'),
    Buffer.from([0xff, 0xfb]),
    u32(8),
    Buffer.from('1f43b675', 'hex'),
    new Uint8Array(),
  ]
  const types = [media.wav, media.mp3, media.ogg, media.mp4, media.webm, media.mkv]
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...types), async (head, rest, type) => {
      const ms = await playTime(type, head, rest)
      expect(ms === undefined || (Number.isInteger(ms) && ms > 0)).toBe(true)
    }),
    { numRuns: 300 },
  )
})
