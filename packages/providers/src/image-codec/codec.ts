import type { ImageCodec } from '@mas/kernel/ports/image-codec'

/** libvips through sharp, loaded at the first picture: most processes never see one. */
export function createImageCodec(): ImageCodec {
  let loaded: Promise<typeof import('sharp').default> | undefined
  return {
    async reencode(bytes, type, maxPixels) {
      loaded ??= load()
      const sharp = await loaded
      const format = formats[type]
      // One page: of a moving picture the first is kept. Metadata is dropped unless asked for.
      const image = sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error', pages: 1, autoOrient: true })
      const { data, info } = await image
        .toFormat(format, format === 'png' ? { compressionLevel: 6 } : { quality: 85 })
        .toBuffer({ resolveWithObject: true })
        .then(
          (made) => made,
          // What libvips cannot read is not a picture that we keep; why is of no use to anybody.
          () => ({ data: undefined, info: undefined }),
        )
      if (data === undefined || info === undefined) return undefined
      return { bytes: new Uint8Array(data), width: info.width, height: info.height }
    },
  }
}

const formats = { 'image/jpeg': 'jpeg', 'image/png': 'png', 'image/webp': 'webp' } as const

async function load() {
  const { default: sharp } = await import('sharp')
  // One picture at a time and none kept: a worker's memory is for its jobs.
  sharp.cache(false)
  sharp.concurrency(1)
  return sharp
}
