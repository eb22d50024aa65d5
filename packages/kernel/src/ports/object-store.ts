/** What a finished write put down. */
export interface PutResult {
  /** `exists`: the same bytes are there already. `differs`: others are, and were left alone. `too-large`: nothing was kept. */
  readonly outcome: 'stored' | 'exists' | 'differs' | 'too-large'
  /** Bytes. */
  readonly size: number
  /** Hex, of the bytes that are stored (`too-large`: empty). */
  readonly sha256: string
}

/** Bytes on their way in, piece by piece. */
export interface IncomingBytes extends AsyncIterable<Uint8Array> {
  /** The runtime's own way from the wire into a new file, where it has one and their number is known: nothing of it passes through our memory. */
  readonly straight?: {
    /** Bytes; the sender is held to it. */
    readonly size: number
    /** Throws where fewer came. */
    toFile(path: string): Promise<void>
  }
}

export interface ByteRange {
  /** First byte, from 0. */
  readonly from: number
  /** One past the last byte. */
  readonly to: number
}

export interface ObjectFacts {
  /** Bytes. */
  readonly size: number
  /** Hex; missing where the store did not keep it, and the bytes must be read to know. */
  readonly sha256?: string
}

export interface ListedObject {
  readonly key: string
  readonly size: number
  readonly writtenAt: Date
}

/**
 * Keeps bytes under a key that we make. Bytes are immutable: a key is written once and never again. A store that does
 * not answer throws `files.store-unavailable`; every call may be repeated.
 */
export interface ObjectStore {
  /** The adapter's short name: `folder`, `s3`. */
  readonly vendor: string
  /** Streams bytes in. One byte more than `maxBytes` stops the write. Whole or not at all: a reader never sees a part. */
  put(key: string, bytes: IncomingBytes, maxBytes: number): Promise<PutResult>
  /** Undefined when there is no such object. */
  stat(key: string): Promise<ObjectFacts | undefined>
  /** The bytes, all or a range, pulled as they are taken. Undefined when there is no such object. */
  read(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array> | undefined>
  /** The object for readers that jump about in it (a zip's directory is at its end). Slices are read when they are taken. */
  open(key: string): Promise<Blob | undefined>
  /** Deleting what is not there is fine. */
  delete(key: string): Promise<void>
  /** Moves an object; false when there is none. */
  move(key: string, to: string): Promise<boolean>
  /** Objects with keys after `after`, in byte order of their keys. */
  list(after: string): AsyncIterable<ListedObject>
  /** Deletes what writers that died left half-written before then; answers how many files it was. */
  dropUnfinished(before: Date): Promise<number>
  readonly parts: ObjectParts
  /** Ways past us, straight to the store; missing where it has none. */
  readonly direct?: DirectAccess | undefined
}

export interface StoredPart {
  readonly number: number
  readonly etag: string
  /** Bytes. */
  readonly size: number
}

/** Objects that come in parts, in any order, until they are put together. */
export interface ObjectParts {
  begin(key: string, type: string): Promise<string>
  /** The same part again replaces itself. Undefined: too many bytes, or no such upload; nothing was kept. */
  put(
    key: string,
    uploadId: string,
    number: number,
    bytes: IncomingBytes,
    maxBytes: number,
  ): Promise<StoredPart | 'too-large' | 'unknown-upload'>
  /** In order; undefined when the upload is unknown: put together, aborted or never begun. */
  list(key: string, uploadId: string): Promise<readonly StoredPart[] | undefined>
  /**
   * Makes one object of these parts. Settles an unknown outcome itself by looking, so that repeating it is harmless:
   * `stored` also where an earlier call did it. `unknown-upload`: there is neither an upload nor an object of that size.
   */
  complete(key: string, uploadId: string, parts: readonly StoredPart[]): Promise<'stored' | 'part-invalid' | 'unknown-upload'>
  /** Forgets an upload and its parts; fine when it is unknown. */
  abort(key: string, uploadId: string): Promise<void>
  /** Uploads that were begun and not finished. */
  pending(): Promise<readonly { readonly key: string; readonly uploadId: string; readonly begunAt: Date }[]>
}

export interface DirectAddress {
  readonly url: string
  /** The sender must send exactly these. */
  readonly headers: Readonly<Record<string, string>>
}

/** Addresses that allow one thing to whoever has them, for `seconds` seconds. */
export interface DirectAccess {
  /** Exactly `size` bytes, once: an object that is there is not replaced. */
  put(key: string, what: { size: number; type: string; sha256?: string; seconds: number }): Promise<DirectAddress>
  part(key: string, uploadId: string, number: number, what: { size?: number; seconds: number }): Promise<DirectAddress>
  get(key: string, what: { type: string; disposition: string; seconds: number }): Promise<string>
}
