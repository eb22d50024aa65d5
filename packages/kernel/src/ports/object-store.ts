/** What a finished write put down. */
export interface PutResult {
  /** `exists`: the same bytes are there already. `differs`: others are, and were left alone. `too-large`: nothing was kept. */
  readonly outcome: 'stored' | 'exists' | 'differs' | 'too-large'
  /** Bytes. */
  readonly size: number
  /** Hex, of the bytes that are stored (`too-large`: empty). */
  readonly sha256: string
}

export interface ByteRange {
  /** First byte, from 0. */
  readonly from: number
  /** One past the last byte. */
  readonly to: number
}

/** Keeps bytes under a key that we make. Bytes are immutable: a key is written once and never again. */
export interface ObjectStore {
  /** The adapter's short name: `folder`, `s3`. */
  readonly vendor: string
  /** Streams bytes in. One byte more than `maxBytes` stops the write. Whole or not at all: a reader never sees a part. */
  put(key: string, bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<PutResult>
  /** Size in bytes, or undefined when there is no such object. */
  size(key: string): Promise<number | undefined>
  /** The bytes, all or a range, pulled as they are taken. Undefined when there is no such object. */
  read(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array> | undefined>
  /** The object for readers that jump about in it (a zip's directory is at its end). Slices are read when they are taken. */
  open(key: string): Promise<Blob | undefined>
  /** Deleting what is not there is fine. */
  delete(key: string): Promise<void>
}
