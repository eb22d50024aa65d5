import sharp from 'sharp'
import { expect, test } from 'bun:test'
import { createImageCodec } from './index.ts'

const codec = createImageCodec()
const picture = () => sharp({ create: { width: 40, height: 20, channels: 3, background: 'red' } })

test('a picture keeps its pixels upright and loses where it was taken', async () => {
  const photo = await picture()
    .withExif({ IFD0: { Copyright: 'Asha Rao', Orientation: '6' }, IFD3: { GPSLatitude: '12/1 58/1 0/1', GPSLatitudeRef: 'N' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  expect((await sharp(photo).metadata()).exif).toBeDefined()
  const made = await codec.reencode(photo, 'image/jpeg', 1_000)
  expect(made).toMatchObject({ width: 20, height: 40 })
  const { exif, xmp, iptc, orientation, format } = await sharp(made?.bytes ?? new Uint8Array()).metadata()
  expect({ exif, xmp, iptc, orientation, format }).toEqual({
    exif: undefined,
    xmp: undefined,
    iptc: undefined,
    orientation: undefined,
    format: 'jpeg',
  })
})

test('the same picture gives the same bytes, so a repetition finds what the first try wrote', async () => {
  const png = await picture().png().toBuffer()
  const [a, b] = await Promise.all([codec.reencode(png, 'image/png', 1_000), codec.reencode(png, 'image/png', 1_000)])
  expect(Buffer.from(a?.bytes ?? []).equals(Buffer.from(b?.bytes ?? []))).toBe(true)
  expect(a?.bytes.length).toBeGreaterThan(0)
})

test('too many pixels, half a picture and no picture at all are turned away', async () => {
  const webp = await picture().webp().toBuffer()
  expect(await codec.reencode(webp, 'image/webp', 799)).toBeUndefined()
  expect(await codec.reencode(webp, 'image/webp', 800)).toMatchObject({ width: 40 })
  expect(await codec.reencode((await picture().jpeg().toBuffer()).subarray(0, 200), 'image/jpeg', 1_000)).toBeUndefined()
  expect(await codec.reencode(new TextEncoder().encode('<svg/>'), 'image/png', 1_000)).toBeUndefined()
})
