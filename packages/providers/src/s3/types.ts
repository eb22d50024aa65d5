import type { Clock } from '@mas/kernel/clock'
import type { Log } from '@mas/kernel/log'
import type { ProviderAnswer } from '@mas/kernel/providers'

export interface S3Options {
  /** The bucket's own address: `https://<bucket>.s3.<region>.amazonaws.com`, or `<endpoint>/<bucket>` where a store wants paths. */
  readonly bucketUrl: string
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly clock: Clock
  readonly log: Log
  /** Of one small request. Default 10 s; bodies get a second more for each MiB. */
  readonly timeoutMs?: number
  readonly sleep?: (ms: number) => Promise<void>
}

export interface S3Lock {
  /** `COMPLIANCE`: nobody, the account's owner included, deletes it before the time. */
  readonly mode: 'COMPLIANCE' | 'GOVERNANCE'
  readonly retainUntil: Date
}

export interface S3Put {
  /** A `Blob` of a file is streamed from it. */
  readonly body: Uint8Array<ArrayBuffer> | Blob
  /** Hex, of the body; the store refuses other bytes and keeps it as the object's checksum. */
  readonly sha256: string
  readonly contentType?: string
  /** `If-None-Match: *`: an object that is there already is left alone. */
  readonly onlyIfAbsent?: boolean
  readonly lock?: S3Lock
}

export interface S3Written {
  /** False: something was there already (412), and still is. */
  readonly created: boolean
  readonly etag?: string
  readonly versionId?: string
}

export interface S3Head {
  readonly size: number
  readonly etag: string
  /** Hex; missing where the object was written without one or in parts. */
  readonly sha256?: string
  readonly versionId?: string
  readonly lastModified?: Date
  readonly lock?: S3Lock
}

export interface S3Body {
  /** Of the bytes that follow. */
  readonly size: number
  readonly bytes: ReadableStream<Uint8Array>
}

export interface S3Part {
  readonly number: number
  readonly etag: string
  readonly size: number
}

export interface S3Listed {
  readonly key: string
  readonly size: number
  readonly lastModified: Date
}

export interface S3Upload {
  readonly key: string
  readonly uploadId: string
  readonly initiated: Date
}

export interface S3Presign {
  readonly method: 'GET' | 'PUT'
  readonly key: string
  /** At most 604 800 (7 days). */
  readonly seconds: number
  readonly query?: Readonly<Record<string, string>>
  /** Signed: whoever uses the address must send exactly these. */
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * One bucket. A writing call is sent once: its `in_doubt` is settled by looking (`head`, `listParts`) before it is
 * repeated. Keys are ours: letters, digits and `._-/` only.
 */
export interface S3 {
  put(key: string, put: S3Put): Promise<ProviderAnswer<S3Written>>
  /** Null when there is no such object. */
  head(key: string): Promise<ProviderAnswer<S3Head | null>>
  /** All bytes, or those from `from` to before `to`. The stream fails where the connection is cut. */
  get(key: string, range?: { readonly from: number; readonly to: number }): Promise<ProviderAnswer<S3Body | null>>
  /** Deleting what is not there is fine. A locked object is refused. */
  delete(key: string): Promise<ProviderAnswer<null>>
  /** Copies inside the bucket, up to 5 GiB. */
  copy(from: string, to: string): Promise<ProviderAnswer<null>>
  /** A page of keys in byte order, those after `after`. */
  list(page: { readonly prefix?: string; readonly after?: string; readonly limit?: number }): Promise<ProviderAnswer<readonly S3Listed[]>>
  readonly multipart: S3Multipart
  /** Signed locally; nothing is sent. */
  presign(what: S3Presign): Promise<string>
}

export interface S3Multipart {
  create(key: string, contentType?: string): Promise<ProviderAnswer<string>>
  /** Parts have 5 MiB to 5 GiB, the last may be smaller; numbers are 1 to 10 000. */
  putPart(
    key: string,
    uploadId: string,
    number: number,
    body: Uint8Array<ArrayBuffer> | Blob,
    sha256: string,
  ): Promise<ProviderAnswer<{ readonly etag: string }>>
  /** Null when the upload is unknown: completed, aborted or never begun. */
  listParts(key: string, uploadId: string): Promise<ProviderAnswer<readonly S3Part[] | null>>
  /** `in_doubt` also where a 200 carried an error. Null when the upload is unknown. */
  complete(
    key: string,
    uploadId: string,
    parts: readonly Pick<S3Part, 'number' | 'etag'>[],
    onlyIfAbsent?: boolean,
  ): Promise<ProviderAnswer<S3Written | null>>
  abort(key: string, uploadId: string): Promise<ProviderAnswer<null>>
  /** Uploads that were begun and neither completed nor aborted, asked for a page at a time. */
  pending(prefix?: string, pageSize?: number): Promise<ProviderAnswer<readonly S3Upload[]>>
}
