import { media, type MediaType } from '../media-types.ts'
import { matroskaSeconds } from './matroska.ts'
import { mp3Seconds } from './mp3.ts'
import { mp4Seconds } from './mp4.ts'
import { oggSeconds } from './ogg.ts'
import { wavSeconds } from './wav.ts'

const mostMs = 2 ** 31 - 1
const readers: Partial<Record<MediaType, (file: Blob) => Promise<number | undefined>>> = {
  [media.wav]: wavSeconds,
  [media.mp3]: mp3Seconds,
  [media.ogg]: oggSeconds,
  [media.mp4]: mp4Seconds,
  [media.webm]: matroskaSeconds,
  [media.mkv]: matroskaSeconds,
}

/**
 * How long sound or film plays, in milliseconds, from what its container says; nothing is decoded. Undefined where it
 * does not say, or says nonsense: a wrong length is no reason to refuse a file.
 */
export async function playTimeMs(file: Blob, type: MediaType): Promise<number | undefined> {
  try {
    const seconds = await readers[type]?.(file)
    const ms = seconds === undefined ? Number.NaN : Math.round(seconds * 1000)
    return ms > 0 && ms <= mostMs ? ms : undefined
  } catch (thrown) {
    // Past the end of what there is: it does not say.
    if (thrown instanceof RangeError) return undefined
    throw thrown
  }
}
