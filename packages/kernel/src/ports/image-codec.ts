export interface ReencodedImage {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly width: number
  readonly height: number
}

/** Makes a picture anew from its pixels: position, camera, thumbnails, comments and whatever hid behind them are gone. */
export interface ImageCodec {
  /** Upright, same type; undefined where the bytes are no picture of that type or have more than `maxPixels`. */
  reencode(bytes: Uint8Array, type: 'image/jpeg' | 'image/png' | 'image/webp', maxPixels: number): Promise<ReencodedImage | undefined>
}
